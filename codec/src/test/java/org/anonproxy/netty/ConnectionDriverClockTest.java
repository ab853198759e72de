package org.anonproxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionDriverClockTest {
  private static final List<String> SILENCE = List.of();

  private final DriverRig rig = new DriverRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void servesDeadlineOnTimeAndNotBefore() {
    rig.connect(1000);
    assertEquals(List.of("1000 0 SYN"), rig.sent());
    rig.pass(999);
    assertEquals(SILENCE, rig.sent());
    rig.pass(1);
    assertEquals(List.of("1000 0 SYN"), rig.sent());
  }

  @Test
  void deadlinesOfOneMillisecondShareTheirWakeUp() {
    rig.passMicros(200);
    rig.connect(1000);
    rig.passMicros(500);
    rig.connect(2000);
    rig.sent();
    rig.pass(999);
    rig.passMicros(400);
    assertEquals(SILENCE, rig.sent(), "neither is due");
    int flushes = rig.flushes.count;
    rig.passMicros(800);
    assertEquals(SILENCE, rig.sent(), "both are due, and wait for the millisecond to end");
    rig.passMicros(100);
    assertEquals(List.of("1000 0 SYN", "2000 0 SYN"), rig.sent());
    assertEquals(flushes + 1, rig.flushes.count);
  }

  @Test
  void postponedDeadlineCostsNoNewTimer() {
    DriverRig.Receiver receiver = connected();
    // The transfer moves its deadline away from the armed timer with every block.
    for (int block = 0; block < 9; block++) {
      rig.pass(50);
      rig.deliver(receiver, 101 + 512 * block, 1002 + block, Flags.ACK, 512);
      rig.driver.readComplete();
    }
    assertEquals(9, rig.sent().size());
    rig.pass(50);
    assertEquals(SILENCE, rig.sent(), "the old time has nothing to do");
    rig.passSmoothly(11_949);
    assertFalse(receiver.over);
    rig.pass(1);
    assertTrue(receiver.over, "the new time is kept");
  }

  @Test
  void earlierDeadlineIsServedBeforeTheArmedOne() {
    rig.connect(1000, new RetransmissionPolicy(3_000_000_000L, 3));
    rig.connect(2000);
    rig.sent();
    rig.passSmoothly(1000);
    assertEquals(List.of("2000 0 SYN"), rig.sent());
    rig.passSmoothly(2000);
    assertEquals(List.of("2000 0 SYN", "1000 0 SYN"), sorted(rig.sent()));
  }

  @Test
  void readsWaitingDatagramsFirstAfterHoldUp() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.sent();
    rig.pass(1500);
    assertEquals(SILENCE, rig.sent(), "half a second late, the answer may have come meanwhile");
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    rig.driver.readComplete();
    assertEquals(List.of("1001 101 ACK"), rig.sent());
    rig.pass(1);
    assertEquals(SILENCE, rig.sent(), "nothing is due any more");
  }

  @Test
  void servesDeadlinesRightAfterHoldUpWhenNothingWaits() {
    rig.connect(1000);
    rig.sent();
    rig.pass(1500);
    assertEquals(SILENCE, rig.sent());
    rig.pass(1);
    assertEquals(List.of("1000 0 SYN"), rig.sent());
  }

  @Test
  void readsOnWhileBatchesAreFull() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.sent();
    rig.pass(999);
    rig.deliverFullBatchOfNoise(receiver);
    rig.pass(1);
    assertEquals(SILENCE, rig.sent(), "more datagrams may be waiting");
    rig.deliverFullBatchOfNoise(receiver);
    rig.pass(1);
    assertEquals(SILENCE, rig.sent());
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    rig.driver.readComplete();
    rig.pass(1);
    assertEquals(List.of("1001 101 ACK"), rig.sent());
  }

  @Test
  void floodCannotStopTheClock() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.sent();
    rig.pass(999);
    int passedMillis = 0;
    while (rig.sent().isEmpty()) {
      rig.deliverFullBatchOfNoise(receiver);
      rig.pass(1);
      passedMillis++;
      assertTrue(passedMillis <= 105, "the deadline is served within a tenth of a second");
    }
    assertTrue(passedMillis >= 90, "but not in preference to the datagrams: " + passedMillis);
  }

  @Test
  void fullBatchOfLongAgoDelaysNoDeadline() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.sent();
    rig.deliverFullBatchOfNoise(receiver);
    rig.pass(999);
    rig.pass(1);
    rig.pass(1);
    assertEquals(List.of("1000 0 SYN"), rig.sent());
  }

  @Test
  void brokenProgramStopsNobodyElsesClock() {
    DriverRig.Receiver broken = rig.connect(1000, new RetransmissionPolicy(500_000_000L, 0));
    rig.connect(2000);
    rig.sent();
    broken.throwing = true;
    rig.pass(1000);
    assertThrows(IllegalStateException.class, rig.channel::checkException);
    rig.pass(0);
    assertEquals(List.of("2000 0 SYN"), rig.sent());
    assertTrue(broken.over, "the broken program's connection was left in the air");
  }

  @Test
  void memoryThatRunsOutIsALostPacketAndStopsNoClock() {
    DriverRig.Receiver starved = rig.connect(1000);
    rig.connect(2000);
    rig.sent();
    starved.outOfMemory = true;
    rig.pass(1000);
    assertThrows(OutOfMemoryError.class, rig.channel::checkException);
    assertEquals(List.of("2000 0 SYN"), rig.sent());

    starved.outOfMemory = false;
    rig.pass(2000);
    assertEquals(Set.of("1000 0 SYN", "2000 0 SYN"), Set.copyOf(rig.sent()));
  }

  @Test
  void callsNoConnectionAfterItWasClosed() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.sent();
    rig.driver.close();
    rig.deliver(receiver, 100, 4711, Flags.SYN_ACK, 0);
    rig.passSmoothly(5000);
    assertEquals(SILENCE, rig.sent());
    assertEquals(List.of(), receiver.events);
  }

  private DriverRig.Receiver connected() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    rig.driver.readComplete();
    rig.sent();
    return receiver;
  }

  private static List<String> sorted(List<String> packets) {
    return packets.stream().sorted((a, b) -> b.compareTo(a)).toList();
  }
}
