package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ImpairmentHandlerTest {
  private static final int DATAGRAMS = 20_000;

  private final MockTicker ticker = Ticker.newMockTicker();
  private final ImpairmentCounters counters = new ImpairmentCounters();
  private EmbeddedChannel channel = new EmbeddedChannel();

  private void link(Impairment impairment) {
    channel =
        EmbeddedChannel.builder()
            .ticker(ticker)
            .handlers(
                new ImpairmentHandler(
                    impairment,
                    new SplittableRandom(42),
                    counters,
                    new WireMeter(LoadTally::new, () -> true, true)))
            .build();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static ByteBuf datagram(int number) {
    return Unpooled.buffer(4).writeInt(number);
  }

  private static Impairment of(double loss, double duplicate, double reorder, double corrupt) {
    return new Impairment(loss, duplicate, reorder, corrupt, Duration.ZERO, Duration.ZERO);
  }

  private int drain() {
    int count = 0;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      out.release();
      count++;
    }
    return count;
  }

  @Test
  void losesItsShareInEachDirection() {
    link(of(0.02, 0, 0, 0));
    int arrived = 0;
    for (int number = 0; number < DATAGRAMS; number++) {
      channel.writeOutbound(datagram(number));
      channel.writeInbound(datagram(number));
      ByteBuf in = channel.readInbound();
      if (in != null) {
        in.release();
        arrived++;
      }
    }
    assertEquals(0.98, (double) drain() / DATAGRAMS, 0.004);
    assertEquals(0.98, (double) arrived / DATAGRAMS, 0.004);
    assertEquals(0.02, counters.snapshot().lost() / (2.0 * DATAGRAMS), 0.003);
  }

  @Test
  void repeatsItsShare() {
    link(of(0, 0.1, 0, 0));
    for (int number = 0; number < DATAGRAMS; number++) {
      channel.writeOutbound(datagram(number));
    }
    assertEquals(1.1, (double) drain() / DATAGRAMS, 0.01);
  }

  @Test
  void flipsOneBitOfWhatItCorrupts() {
    link(of(0, 0, 0, 1));
    for (int number = 0; number < 1000; number++) {
      channel.writeInbound(datagram(number));
      ByteBuf in = channel.readInbound();
      assertEquals(1, Integer.bitCount(in.readInt() ^ number), "bits flipped in " + number);
      in.release();
    }
  }

  @Test
  void letsLaterDatagramsOvertakeAReorderedOne() {
    link(of(0, 0, 0.5, 0));
    int highest = -1;
    int overtaken = 0;
    int arrived = 0;
    for (int number = 0; number < 100; number++) {
      channel.writeOutbound(datagram(number));
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        int read = out.readInt();
        out.release();
        arrived++;
        overtaken += read < highest ? 1 : 0;
        highest = Math.max(highest, read);
      }
    }
    assertEquals(50, overtaken, 20);
    assertEquals(overtaken, counters.snapshot().reordered());
    ticker.advance(Impairment.LONGEST_REORDERING.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(100, arrived + drain());
  }

  @Test
  void waitsForTheRepetitionThatOvertakesAndNotForEver() {
    link(of(0, 0, 1, 0));
    channel.writeInbound(datagram(1));
    ticker.advance(1999, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertNull(channel.readInbound(), "held for longer than any timeout of the peer");
    ticker.advance(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    ByteBuf in = channel.readInbound();
    assertNotNull(in);
    in.release();
    assertEquals(0, counters.snapshot().reordered(), "nothing overtook it");
  }

  @Test
  void delaysADuplicateOnItsOwn() {
    ImpairedLink link =
        new ImpairedLink(
            new Impairment(0, 1, 0, 0, Duration.ZERO, Duration.ofMillis(10)),
            new SplittableRandom(3));
    int duplicateFirst = 0;
    for (int number = 0; number < 1000; number++) {
      link.next(100);
      duplicateFirst += link.duplicateHeldNanos() < link.heldNanos() ? 1 : 0;
    }
    assertEquals(500, duplicateFirst, 60);
  }

  @Test
  void holdsDatagramsForTheDelay() {
    link(new Impairment(0, 0, 0, 0, Duration.ofMillis(30), Duration.ZERO));
    channel.writeInbound(datagram(1));
    ticker.advance(29, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertNull(channel.readInbound());
    ticker.advance(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    ByteBuf in = channel.readInbound();
    assertNotNull(in);
    in.release();
  }

  @Test
  void spreadsJitterEvenly() {
    ImpairedLink link =
        new ImpairedLink(
            new Impairment(0, 0, 0, 0, Duration.ofMillis(10), Duration.ofMillis(10)),
            new SplittableRandom(3));
    double sumMillis = 0;
    double maxMillis = 0;
    for (int number = 0; number < DATAGRAMS; number++) {
      link.next(100);
      sumMillis += link.heldNanos() / 1e6;
      maxMillis = Math.max(maxMillis, link.heldNanos() / 1e6);
    }
    assertEquals(15, sumMillis / DATAGRAMS, 0.1);
    assertEquals(20, maxMillis, 0.1);
  }

  @Test
  void decidesAlikeByTheSameSeed() {
    Impairment all = new Impairment(0.1, 0.1, 0.1, 0.1, Duration.ZERO, Duration.ofMillis(5));
    ImpairedLink one = new ImpairedLink(all, new SplittableRandom(9));
    ImpairedLink other = new ImpairedLink(all, new SplittableRandom(9));
    for (int number = 0; number < 1000; number++) {
      one.next(12);
      other.next(12);
      assertEquals(
          one.isLost() + " " + one.isDuplicated() + " " + one.corruptBit() + " " + one.heldNanos(),
          other.isLost()
              + " "
              + other.isDuplicated()
              + " "
              + other.corruptBit()
              + " "
              + other.heldNanos());
    }
  }

  @Test
  void releasesWhatIsUnderWayWhenTheChannelCloses() {
    link(new Impairment(0, 0, 0, 0, Duration.ofMillis(30), Duration.ZERO));
    assertReleasesWhatItHolds();
  }

  @Test
  void releasesWhatWaitsToBeOvertakenWhenTheChannelCloses() {
    link(of(0, 0, 1, 0));
    assertReleasesWhatItHolds();
  }

  private void assertReleasesWhatItHolds() {
    ByteBuf in = datagram(1);
    ByteBuf out = datagram(2);
    channel.writeInbound(in);
    channel.writeOutbound(out);
    channel.finishAndReleaseAll();
    assertEquals(0, in.refCnt() + out.refCnt());
  }
}
