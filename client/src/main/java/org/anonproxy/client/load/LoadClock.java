package org.anonproxy.client.load;

import java.time.Duration;

/** Says when to look at a running test, and when its time is over. */
final class LoadClock {
  private final long startNanos;
  private final long tickNanos;
  private final long warmUpNanos;
  private final long lengthNanos;
  private final boolean hasEnd;
  private long lastTick;

  LoadClock(Workload workload, long startNanos, long tickNanos) {
    this.startNanos = startNanos;
    this.tickNanos = tickNanos;
    warmUpNanos = workload.warmUp().toNanos();
    Duration duration = workload.duration();
    hasEnd = duration != null;
    long drainNanos = workload.isOpen() ? LoadTest.DRAIN.toNanos() : 0;
    lengthNanos = duration == null ? 0 : duration.toNanos() + drainNanos;
  }

  /** Returns how long to wait: to the next tick, or the end of the warm-up or the test. */
  long nanosToTick(long nowNanos) {
    long elapsedNanos = nowNanos - startNanos;
    long next = Math.max(lastTick + 1, elapsedNanos / tickNanos);
    lastTick = next;
    long waitNanos = next * tickNanos - elapsedNanos;
    waitNanos = upTo(warmUpNanos, elapsedNanos, waitNanos);
    return Math.max(0, hasEnd ? upTo(lengthNanos, elapsedNanos, waitNanos) : waitNanos);
  }

  private static long upTo(long momentNanos, long elapsedNanos, long waitNanos) {
    long leftNanos = momentNanos - elapsedNanos;
    return leftNanos > 0 ? Math.min(leftNanos, waitNanos) : waitNanos;
  }

  /** Tells whether the time is over in which the test may go on. */
  boolean isOver(long nowNanos) {
    return hasEnd && nowNanos - startNanos >= lengthNanos;
  }
}
