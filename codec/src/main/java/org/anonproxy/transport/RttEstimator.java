package org.anonproxy.transport;

/** Estimates the round-trip time and the retransmission timeout from samples (RFC 6298). */
final class RttEstimator {
  /** G of RFC 6298: event loops keep time to about a millisecond. */
  private static final long CLOCK_GRANULARITY_NANOS = 1_000_000L;

  private boolean hasSample;
  private long srttNanos;
  private long rttvarNanos;

  /** Takes in a sample, first (RFC 6298, section 2.2) or subsequent (section 2.3). */
  void sample(long rttNanos) {
    if (!hasSample) {
      hasSample = true;
      srttNanos = rttNanos;
      rttvarNanos = rttNanos / 2;
    } else {
      rttvarNanos += (Math.abs(srttNanos - rttNanos) - rttvarNanos) / 4;
      srttNanos += (rttNanos - srttNanos) / 8;
    }
  }

  /** Tells whether {@link #srttNanos} means anything yet. */
  boolean hasSample() {
    return hasSample;
  }

  /** Returns SRTT, the smoothed round-trip time. */
  long srttNanos() {
    return srttNanos;
  }

  /** Returns SRTT + max(G, 4 * RTTVAR) without floor and cap (RFC 6298, section 2.3). */
  long rtoNanos() {
    return srttNanos + Math.max(CLOCK_GRANULARITY_NANOS, 4 * rttvarNanos);
  }
}
