package org.anonproxy.client.load;

import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Keeps the starts that are due and have found no client yet, in order, with the times at which
 * they were meant to happen. A start that has to wait keeps its time: its latency counts from
 * there, so a stalled server cannot hide the requests that it held up (coordinated omission).
 *
 * <p>Starts that are due are not kept but counted: a second run through the schedule yields them
 * again when they are taken, so that a million of them cost no more than one.
 *
 * <p>Times are nanoseconds of the loop's clock, compared by subtraction. Not thread-safe.
 */
final class StartQueue {
  private final ArrivalSchedule coming;
  private final ArrivalSchedule taken;
  private final long originNanos;
  private final long endNanos;
  private long due;
  private long left;
  private long nextNanos;

  /**
   * Creates a queue.
   *
   * @param schedule yields the same schedule whenever it is asked
   * @param originNanos when the schedule begins
   * @param lengthNanos how long starts are scheduled, {@code Long.MAX_VALUE} for ever
   * @param starts how many starts there are at most
   */
  StartQueue(Supplier<ArrivalSchedule> schedule, long originNanos, long lengthNanos, long starts) {
    this.coming = schedule.get();
    this.taken = schedule.get();
    this.originNanos = originNanos;
    this.endNanos = lengthNanos;
    this.left = starts;
    advance();
  }

  private void advance() {
    nextNanos = coming.nextNanos();
    if (nextNanos >= endNanos) {
      left = 0;
    }
  }

  /** Counts the starts that have come due. */
  void update(long nowNanos) {
    while (left > 0 && nextNanos <= nowNanos - originNanos) {
      due++;
      left--;
      advance();
    }
  }

  /** Returns how many starts are due. */
  long dueStarts() {
    return due;
  }

  /** Takes the earliest start and returns when it was meant to happen. */
  long take() {
    if (due == 0) {
      throw new NoSuchElementException("no start is due");
    }
    due--;
    return originNanos + taken.nextNanos();
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
