package org.anonproxy.client.load;

import org.HdrHistogram.Histogram;

/**
 * Measures how late an event loop of the tester does what it was to do: a tick every 10 ms, and the
 * starts for which a client was free. What the loop is late by is part of the latencies that it
 * measures.
 *
 * <p>Times are nanoseconds of the loop's clock. Not thread-safe.
 */
final class LoopLag {
  static final long TICK_NANOS = 10_000_000;

  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int SIGNIFICANT_DIGITS = 2;

  private final Histogram histogram = newHistogram();
  private long dueNanos;
  private boolean over;

  /** Creates a histogram of lateness that has recorded nothing. */
  static Histogram newHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, SIGNIFICANT_DIGITS);
  }

  /** Begins to tick; returns how long to wait for the first tick. */
  long begin(long nowNanos) {
    dueNanos = nowNanos + TICK_NANOS;
    return TICK_NANOS;
  }

  /** Records a tick, and those that it held up; returns how long to wait for the next one. */
  long tick(long nowNanos) {
    long lateNanos = nowNanos - dueNanos;
    for (long late = lateNanos; late >= 0; late -= TICK_NANOS) {
      record(late);
      dueNanos += TICK_NANOS;
    }
    return Math.max(0, dueNanos - nowNanos);
  }

  /** Records a start for which a client was free when it came due. */
  void started(long lateNanos) {
    record(lateNanos);
  }

  private void record(long lateNanos) {
    if (!over) {
      histogram.recordValue(Math.max(0, Math.min(lateNanos, HIGHEST_NANOS)));
    }
  }

  /** Forgets the warm-up. */
  void reset() {
    histogram.reset();
  }

  /** Records no more. */
  void end() {
    over = true;
  }

  /** Returns a copy of what was recorded. */
  Histogram copy() {
    return histogram.copy();
  }
}
