package org.anonproxy.client.load;

import java.time.Duration;

/** Says when to look at a running test, and which part of it has been reached. */
final class LoadClock {
  private final long startNanos;
  private final long tickNanos;
  private final long warmUpNanos;
  private final boolean hasEnd;
  private final boolean endsByItself;
  private final long durationNanos;
  private final long drainNanos;
  private long lastTick;

  LoadClock(LoadPlan plan, long startNanos, long tickNanos) {
    this.startNanos = startNanos;
    this.tickNanos = tickNanos;
    Workload workload = plan.workload();
    warmUpNanos = workload.warmUp().toNanos();
    Duration duration = workload.duration();
    hasEnd = duration != null;
    endsByItself = workload.transfersPerClient() > 0;
    durationNanos = duration == null ? 0 : duration.toNanos();
    drainNanos = plan.drainNanos();
  }

  /** Returns how long to wait: to the next tick, or the next part of the test. */
  long nanosToTick(long nowNanos) {
    long elapsedNanos = nowNanos - startNanos;
    long next = Math.max(lastTick + 1, elapsedNanos / tickNanos);
    lastTick = next;
    long waitNanos = next * tickNanos - elapsedNanos;
    waitNanos = upTo(warmUpNanos, elapsedNanos, waitNanos);
    if (hasEnd) {
      waitNanos = upTo(durationNanos, elapsedNanos, waitNanos);
      waitNanos = upTo(durationNanos + drainNanos, elapsedNanos, waitNanos);
    }
    return Math.max(0, waitNanos);
  }

  private static long upTo(long momentNanos, long elapsedNanos, long waitNanos) {
    long leftNanos = momentNanos - elapsedNanos;
    return leftNanos > 0 ? Math.min(leftNanos, waitNanos) : waitNanos;
  }

  /** Tells whether no more transfers begin, and what happens is no longer part of the rates. */
  boolean isDraining(long nowNanos) {
    return hasEnd && nowNanos - startNanos >= durationNanos;
  }

  /** Tells whether a test that has nothing left to do is over, rather than between two starts. */
  boolean mayEnd(long nowNanos) {
    return endsByItself || isDraining(nowNanos);
  }

  /** Tells whether the time is over in which the test may go on. */
  boolean isOver(long nowNanos) {
    return hasEnd && nowNanos - startNanos >= durationNanos + drainNanos;
  }
}
