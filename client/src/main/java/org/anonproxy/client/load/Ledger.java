package org.anonproxy.client.load;

import org.anonproxy.client.load.Latencies.Phase;

/**
 * Holds what one event loop counts and measures until it is handed over, and tells what belongs to
 * the measurement.
 *
 * <p>Thread: the loop's.
 */
final class Ledger {
  private LoadTally tally = new LoadTally();
  private Latencies latencies = new Latencies();
  private Latencies spareLatencies = new Latencies();
  private boolean measuring;
  private long measuredSinceNanos;
  private long lastEndNanos;

  /**
   * Creates an empty ledger.
   *
   * @param measuring whether there is no warm-up
   */
  Ledger(boolean measuring) {
    this.measuring = measuring;
  }

  /** Takes note that the test begins. */
  void begin(long nowNanos) {
    lastEndNanos = nowNanos;
    measuredSinceNanos = nowNanos;
  }

  /** Takes note that the warm-up is over. */
  void beginMeasuring(long nowNanos) {
    measuring = true;
    measuredSinceNanos = nowNanos;
  }

  /** Tells whether the warm-up is over. */
  boolean isMeasuring() {
    return measuring;
  }

  /** Tells whether a transfer that was meant to start then is one of the measurement. */
  boolean isMeasured(long intendedNanos) {
    return intendedNanos - measuredSinceNanos >= 0;
  }

  /** Returns the tally to add to right now; another one after it is handed over. */
  LoadTally tally() {
    return tally;
  }

  /** Hands over what was counted since the last time. */
  LoadTally handOverTally() {
    LoadTally handed = tally;
    tally = new LoadTally();
    return handed;
  }

  /** Records how long a transfer took to one of its phases, if it is one of the measurement. */
  void record(Phase phase, long intendedNanos, long nowNanos) {
    if (isMeasured(intendedNanos)) {
      latencies.record(phase, nowNanos - intendedNanos);
    }
  }

  /** Hands over what was recorded since the last time, to be read until the next time. */
  Latencies handOverLatencies() {
    Latencies handed = latencies;
    // Who asks has added up what it was given before: new histograms ten times a second would be
    // garbage of some hundred kilobytes each.
    latencies = spareLatencies;
    latencies.reset();
    spareLatencies = handed;
    return handed;
  }

  /**
   * Counts the starts of the measurement that found no client: what they have waited is the least
   * they would have.
   *
   * @param overdue whether they count as failed, since they have had their time
   */
  void leaveWaiting(StartQueue queue, boolean overdue, long nowNanos) {
    long measured = 0;
    while (queue.dueStarts() > 0) {
      long intendedNanos = queue.take();
      if (isMeasured(intendedNanos)) {
        measured++;
        for (Phase phase : Phase.values()) {
          latencies.record(phase, nowNanos - intendedNanos);
        }
      }
    }
    if (overdue) {
      tally.neverStart(measured);
    } else {
      tally.leaveWaiting(measured);
    }
  }

  /** Takes note that a transfer has succeeded or failed. */
  void ended(long nowNanos) {
    lastEndNanos = nowNanos;
  }

  /** Returns when a transfer last succeeded or failed. */
  long lastEndNanos() {
    return lastEndNanos;
  }
}
