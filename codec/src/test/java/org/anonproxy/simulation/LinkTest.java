package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LinkTest {
  private static final int PACKETS = 20_000;
  private static final long MILLISECOND = 1_000_000;

  private final BufferLedger ledger = new BufferLedger();
  private final List<Long> arrivals = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private int damagedBits;

  @AfterEach
  void releasesEveryBuffer() {
    assertEquals(0, ledger.open());
  }

  private Link link(LinkConditions.Builder conditions) {
    return new Link(new SimulatedRandom(1), ledger, conditions.build());
  }

  private @Nullable Loss carry(Link link, long nowNanos) {
    ByteBuf datagram = ledger.buffer(100).writeZero(100);
    return link.carry(datagram, nowNanos, 0, this::arrives);
  }

  private void arrives(long atNanos, ByteBuf datagram) {
    arrivals.add(atNanos);
    lengths.add(datagram.readableBytes());
    while (datagram.isReadable()) {
      damagedBits += Integer.bitCount(datagram.readUnsignedByte());
    }
    datagram.release();
  }

  /** Carries many packets and returns the share that was lost. */
  private double lostShare(Link link, Loss cause) {
    int lost = 0;
    for (int i = 0; i < PACKETS; i++) {
      Loss loss = carry(link, i);
      assertTrue(loss == null || loss == cause);
      lost += loss == null ? 0 : 1;
    }
    return (double) lost / PACKETS;
  }

  @Test
  void deliversAtOnceWhenPerfect() {
    assertEquals(0, lostShare(link(LinkConditions.builder()), Loss.CHANCE));
    assertEquals(PACKETS, arrivals.size());
    assertEquals(PACKETS - 1L, arrivals.get(PACKETS - 1));
    assertEquals(0, damagedBits);
  }

  @Test
  void losesIndependently() {
    assertEquals(0.3, lostShare(link(LinkConditions.builder().loss(0.3)), Loss.CHANCE), 0.01);
  }

  @Test
  void losesNoMoreInARowThanAllowed() {
    Link link = link(LinkConditions.builder().loss(0.9, 3));
    int run = 0;
    int longest = 0;
    for (int i = 0; i < PACKETS; i++) {
      run = carry(link, i) == null ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
    assertEquals(3, longest);
  }

  @Test
  void losesInBursts() {
    // A burst that begins with 1 in 10 loses 2 on average: 2 of 9 + 2 are lost.
    Link link = link(LinkConditions.builder().burst(0.1, 3));
    assertEquals(2.0 / 11, lostShare(link, Loss.BURST), 0.01);
  }

  @Test
  void losesWhatTheChecksumCatches() {
    Link link = link(LinkConditions.builder().corruption(0.1));
    assertEquals(0.1, lostShare(link, Loss.CHECKSUM), 0.01);
    assertEquals(0, damagedBits);
  }

  @Test
  void deliversWhatNoChecksumCatches() {
    assertEquals(0, lostShare(link(LinkConditions.builder().damage(0.1)), Loss.CHECKSUM));
    assertEquals(0.2 * PACKETS, damagedBits, 0.02 * PACKETS);
  }

  @Test
  void duplicates() {
    assertEquals(0, lostShare(link(LinkConditions.builder().duplication(0.2)), Loss.CHANCE));
    assertEquals(1.2 * PACKETS, arrivals.size(), 0.01 * PACKETS);
  }

  @Test
  void truncates() {
    assertEquals(0, lostShare(link(LinkConditions.builder().truncation(1)), Loss.CHANCE));
    assertEquals(0, lengths.stream().mapToInt(length -> length).min().orElseThrow());
    assertEquals(99, lengths.stream().mapToInt(length -> length).max().orElseThrow());
  }

  @Test
  void delaysWithJitter() {
    Duration delay = Duration.ofMillis(10);
    Link link = link(LinkConditions.builder().delay(delay).jitter(Duration.ofMillis(5)));
    for (int i = 0; i < PACKETS; i++) {
      carry(link, 0);
    }
    long least = arrivals.stream().mapToLong(at -> at).min().orElseThrow();
    long most = arrivals.stream().mapToLong(at -> at).max().orElseThrow();
    assertEquals(10.0 * MILLISECOND, (double) least, 0.01 * MILLISECOND);
    assertEquals(15.0 * MILLISECOND, (double) most, 0.01 * MILLISECOND);
  }

  @Test
  void holdsBackSomePackets() {
    Link link = link(LinkConditions.builder().reordering(0.1, Duration.ofMillis(7)));
    for (int i = 0; i < PACKETS; i++) {
      carry(link, 0);
    }
    long held = arrivals.stream().filter(at -> at == 7 * MILLISECOND).count();
    assertEquals(0.1 * PACKETS, (double) held, 0.01 * PACKETS);
  }

  @Test
  void isDarkFromBeginningToEndOfABlackout() {
    Link link = link(LinkConditions.builder().blackout(Duration.ofNanos(5), Duration.ofNanos(8)));
    for (int i = 0; i < 10; i++) {
      assertEquals(i >= 5 && i < 8 ? Loss.BLACKOUT : null, carry(link, i));
    }
  }

  @Test
  void sendsAtItsRateAndDropsWhatFindsTheQueueFull() {
    // 128 bytes on the wire take 1 ms; two fit into the queue, the one being sent included.
    Link link = link(LinkConditions.builder().rate(128_000).queue(256));
    assertEquals(null, carry(link, 0));
    assertEquals(null, carry(link, 0));
    assertEquals(Loss.QUEUE_FULL, carry(link, 0));
    assertEquals(null, carry(link, MILLISECOND));
    assertEquals(List.of(MILLISECOND, 2 * MILLISECOND, 3 * MILLISECOND), arrivals);
  }

  @Test
  void letsAScriptDecideFirst() {
    Link link = link(LinkConditions.builder().loss(1).delay(Duration.ofMillis(1)));
    List<@Nullable Fate> fates = new ArrayList<>();
    fates.add(Fate.DELIVERED);
    fates.add(Fate.DROPPED);
    fates.add(Fate.DUPLICATED);
    fates.add(Fate.delayedBy(MILLISECOND));
    fates.add(null);
    link.follow((linkPacket, networkPacket) -> fates.get((int) linkPacket));
    List<@Nullable Loss> losses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      losses.add(carry(link, 0));
    }
    List<@Nullable Loss> expected = new ArrayList<>();
    expected.add(null);
    expected.add(Loss.SCRIPT);
    expected.add(null);
    expected.add(null);
    expected.add(Loss.CHANCE);
    assertEquals(expected, losses);
    assertEquals(List.of(MILLISECOND, MILLISECOND, MILLISECOND, 2 * MILLISECOND), arrivals);
  }
}
