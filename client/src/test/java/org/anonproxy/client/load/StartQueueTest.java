package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.client.load.OpenLoop.Distribution;
import org.junit.jupiter.api.Test;

/** Runs an open loop on virtual time. */
final class StartQueueTest {
  private static final long MILLI = 1_000_000;

  /** Close to the wrap, since the loop's clock has any origin. */
  private static final long ORIGIN = Math.subtractExact(Long.MAX_VALUE, 200 * MILLI);

  private static StartQueue queue(double rate, long lengthMillis, long starts) {
    return queue(new OpenLoop(rate, Distribution.CONSTANT), lengthMillis, starts);
  }

  private static StartQueue queue(OpenLoop openLoop, long lengthMillis, long starts) {
    Deal whole = new Deal(1, 1, 0);
    return new StartQueue(
        () -> ArrivalSchedule.of(openLoop, 0, whole, new SplittableRandom(1)),
        ORIGIN,
        lengthMillis * MILLI,
        starts);
  }

  @Test
  void measuresTheWaitOfEveryStartThatAStalledServerHeldUp() {
    // 100 transfers a second for a second, one client; each takes 1 ms, but from 300 ms to 800 ms
    // the server stands still.
    StartQueue queue = queue(100, 1000, Long.MAX_VALUE);
    Latencies latencies = new Latencies();
    long now = ORIGIN;
    while (queue.dueStarts() > 0 || queue.hasLater()) {
      queue.update(now);
      if (queue.dueStarts() == 0) {
        now = queue.nextNanos();
        continue;
      }
      long intended = queue.take();
      boolean stalled = now - ORIGIN >= 300 * MILLI && now - ORIGIN < 800 * MILLI;
      now = stalled ? ORIGIN + 801 * MILLI : now + MILLI;
      latencies.record(Phase.TRANSFER, now - intended);
    }
    assertEquals(100, latencies.of(Phase.TRANSFER).getTotalCount(), "no start was left out");
    assertEquals(501, latencies.millis(Phase.TRANSFER, 100), 1);
    // Half of the starts fell into the stall and waited 250 ms on average; a tester that waits
    // with its clock would report one slow transfer and 99 of 1 ms.
    assertEquals(280, latencies.millis(Phase.TRANSFER, 75), 40);
    assertEquals(1, latencies.millis(Phase.TRANSFER, 25), 0.1);
  }

  @Test
  void takesStartsAtTheTimesAtWhichTheyCameDue() {
    StartQueue queue = queue(new OpenLoop(1000, Distribution.POISSON), 10_000, Long.MAX_VALUE);
    ArrivalSchedule schedule =
        ArrivalSchedule.of(
            new OpenLoop(1000, Distribution.POISSON),
            0,
            new Deal(1, 1, 0),
            new SplittableRandom(1));
    for (int second = 1; second <= 3; second++) {
      queue.update(ORIGIN + second * 1000L * MILLI);
      for (int start = 0; start < 500; start++) {
        assertEquals(ORIGIN + schedule.nextNanos(), queue.take());
      }
    }
    assertEquals(1500.0, (double) queue.dueStarts(), 200, "the others wait");
  }

  @Test
  void keepsNothingForStartsThatWait() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    StartQueue queue = queue(1e7, 1_000_000, Long.MAX_VALUE);
    queue.update(ORIGIN);
    long before = threads.getCurrentThreadAllocatedBytes();
    queue.update(ORIGIN + 100 * MILLI);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertEquals(1_000_000.0, (double) queue.dueStarts(), 2);
    assertTrue(allocated < 100_000, "allocated " + allocated);
  }

  @Test
  void endsAtItsTimeOrItsNumber() {
    StartQueue byTime = queue(1000, 50, Long.MAX_VALUE);
    byTime.update(ORIGIN + 10_000 * MILLI);
    assertEquals(50, byTime.dueStarts());
    assertFalse(byTime.hasLater());

    StartQueue byNumber = queue(1000, 10_000, 7);
    byNumber.update(ORIGIN + 10_000 * MILLI);
    assertEquals(7, byNumber.dueStarts());
    assertFalse(byNumber.hasLater());
  }

  @Test
  void keepsWhatIsDueWhenItIsEnded() {
    StartQueue queue = queue(1000, 10_000, Long.MAX_VALUE);
    queue.update(ORIGIN + 9 * MILLI);
    queue.end();
    queue.update(ORIGIN + 100 * MILLI);
    assertEquals(10, queue.dueStarts());
    assertEquals(ORIGIN, queue.take());
    assertTrue(queue.dueStarts() == 9 && !queue.hasLater());
  }
}
