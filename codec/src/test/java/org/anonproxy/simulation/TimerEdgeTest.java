package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Lets the packet that a timer waits for arrive a nanosecond before the deadline, at it, and a
 * nanosecond after it. That a timer called a nanosecond early does nothing is checked at every
 * deadline of every simulation.
 */
final class TimerEdgeTest {
  private static final Duration ONE_WAY = Duration.ofMillis(15);

  /** Six blocks: 15 packets. */
  private final PageVersions page = PageVersions.ofSizes(6 * 512);

  private static final int PACKETS = 15;

  private TransferSimulation transfer() {
    return TransferSimulation.seeded(0).pages(page).links(LinkConditions.delayed(ONE_WAY));
  }

  private static int retransmissions(TransferOutcome outcome) {
    return outcome.clientRetransmissions() + outcome.serverRetransmissions();
  }

  /** Returns by how much packet {@code k} must be late for its effect to meet a deadline. */
  private long delayToDeadline(int k) {
    RunningTransfer running =
        transfer().script((link, number) -> number == k ? Fate.DROPPED : null).begin();
    FirstTimer timer = new FirstTimer(running.network(), k);
    running.network().watch(timer);
    running.run();
    assertTrue(timer.firedNanos > 0, "no timer fired though " + k + " was lost");
    // The timer of the packet's own sender waits for the answer, which takes a way more.
    int ways = timer.sender == timer.fired ? 2 : 1;
    return timer.firedNanos - timer.sentNanos - ways * ONE_WAY.toNanos();
  }

  /** Notes when a packet was sent and which timer is the first to fire after that. */
  private static final class FirstTimer extends Invariant {
    private final SimulatedNetwork network;
    private final int packet;
    private @Nullable Node sender;
    private @Nullable Node fired;
    private long sentNanos;
    private long firedNanos;

    FirstTimer(SimulatedNetwork network, int packet) {
      super("first timer");
      this.network = network;
      this.packet = packet;
    }

    @Override
    protected void sent(Node from, Node to, ByteBuf datagram) {
      if (network.packets() == packet) {
        sender = from;
        sentNanos = network.clock().elapsedNanos();
      }
    }

    @Override
    protected void timerFires(Node node) {
      if (sender != null && fired == null) {
        fired = node;
        firedNanos = network.clock().elapsedNanos();
      }
    }
  }

  private TransferOutcome late(int k, long nanos) {
    Fate late = Fate.delayedBy(nanos);
    TransferOutcome outcome = transfer().script((link, number) -> number == k ? late : null).run();
    Outcomes.assertCompletes(outcome, "packet " + k + " late by " + nanos);
    return outcome;
  }

  @Test
  void repeatsNothingForAnAnswerThatComesWithTheDeadline() {
    for (int k = 0; k < PACKETS; k++) {
      long delayNanos = delayToDeadline(k);
      assertEquals(0, retransmissions(late(k, delayNanos - 1)), "1 ns early, packet " + k);
      assertEquals(0, retransmissions(late(k, delayNanos)), "in time, packet " + k);
    }
  }

  @Test
  void repeatsForAnAnswerThatComesANanosecondLate() {
    for (int k = 0; k < PACKETS; k++) {
      // A late SYN|ACK is late for the SYN's timer, and the answer to it for its own; so is the
      // first block for the third packet's timer.
      int expected = k == 1 || k == 3 ? 2 : 1;
      assertEquals(expected, retransmissions(late(k, delayToDeadline(k) + 1)), "packet " + k);
    }
  }

  @Test
  void completesThoughEveryTimerIsLate() {
    LinkConditions lossy = LinkConditions.builder().delay(ONE_WAY).loss(0.1).build();
    for (long lateness : new long[] {1, 1_000, 1_000_000}) {
      for (int seed = 0; seed < 200; seed++) {
        TransferSimulation transfer = TransferSimulation.seeded(seed).pages(page).links(lossy);
        TransferOutcome outcome = transfer.retries(20).timerLateness(lateness).run();
        Outcomes.assertCompletes(outcome, "seed " + seed);
      }
    }
  }
}
