package org.anonproxy.client.load;

import java.util.ArrayDeque;

/**
 * Keeps the starts that are due and have found no client yet, in order, with the times at which
 * they were meant to happen. A start that has to wait keeps its time: its latency counts from
 * there, so a stalled server cannot hide the requests that it held up (coordinated omission).
 *
 * <p>Times are nanoseconds of the loop's clock, compared by subtraction. Not thread-safe.
 */
final class StartQueue {
  private final ArrivalSchedule schedule;
  private final long originNanos;
  private final long endNanos;
  private final ArrayDeque<Long> due = new ArrayDeque<>();
  private long left;
  private long nextNanos;

  /**
   * Creates a queue.
   *
   * @param originNanos when the schedule begins
   * @param lengthNanos how long starts are scheduled, {@code Long.MAX_VALUE} for ever
   * @param starts how many starts there are at most
   */
  StartQueue(ArrivalSchedule schedule, long originNanos, long lengthNanos, long starts) {
    this.schedule = schedule;
    this.originNanos = originNanos;
    this.endNanos = lengthNanos;
    this.left = starts;
    advance();
  }

  private void advance() {
    nextNanos = schedule.nextNanos();
    if (nextNanos >= endNanos) {
      left = 0;
    }
  }

  /** Moves the starts that have come due into the queue. */
  void update(long nowNanos) {
    while (left > 0 && nextNanos <= nowNanos - originNanos) {
      due.add(originNanos + nextNanos);
      left--;
      advance();
    }
  }

  /** Returns how many starts are due. */
  int dueStarts() {
    return due.size();
  }

  /** Takes the earliest start and returns when it was meant to happen. */
  long take() {
    return due.remove();
  }

  /** Tells whether starts will come due later. */
  boolean hasLater() {
    return left > 0;
  }

  /** Returns when the next start comes due; meaningful if {@link #hasLater}. */
  long nextNanos() {
    return originNanos + nextNanos;
  }

  /** Lets no more starts come due. */
  void end() {
    left = 0;
  }
}
