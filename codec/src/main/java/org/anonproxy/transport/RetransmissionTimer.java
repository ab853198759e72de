package org.anonproxy.transport;

/**
 * Times the one outstanding packet of a stop-and-wait conversation: its deadline, its remaining
 * repetitions, and the round-trip sample its answer gives (RFC 6298).
 */
final class RetransmissionTimer {
  private final RetransmissionPolicy policy;
  private final RttEstimator rtt = new RttEstimator();
  private long rtoNanos;
  private long sentNanos;
  private long deadlineNanos;
  private int repetitions;
  private boolean ambiguous;

  RetransmissionTimer(RetransmissionPolicy policy) {
    this.policy = policy;
    this.rtoNanos = clamp(RetransmissionPolicy.INITIAL_RTO_NANOS);
  }

  /**
   * Starts timing a packet that is sent for the first time. A timeout that was backed off stays so
   * until a sample replaces it (Karn's algorithm; RFC 6298, section 5.5 to 5.7).
   */
  void start(long nowNanos) {
    sentNanos = nowNanos;
    deadlineNanos = nowNanos + rtoNanos;
    repetitions = 0;
    ambiguous = false;
  }

  /** Waits {@code delayNanos} for something that is no answer to a packet and repeats nothing. */
  void await(long nowNanos, long delayNanos) {
    deadlineNanos = nowNanos + delayNanos;
  }

  /** Tells whether the deadline has been reached. */
  boolean isDue(long nowNanos) {
    return deadlineNanos - nowNanos <= 0;
  }

  /** Tells whether the packet may be repeated once more. */
  boolean mayRepeat() {
    return repetitions < policy.maxRetransmissions();
  }

  /**
   * Doubles the timeout, up to the cap, and starts anew for a repetition (RFC 6298, section 5.5).
   */
  void repeat(long nowNanos) {
    repetitions++;
    ambiguous = true;
    rtoNanos = Math.min(2 * rtoNanos, RetransmissionPolicy.MAX_RTO_NANOS);
    deadlineNanos = nowNanos + rtoNanos;
  }

  /** Notes that the packet was sent again outside its timer, so its answer proves no time. */
  void spoilSample() {
    ambiguous = true;
  }

  /**
   * Takes in the answer to the packet. Only a packet sent once gives a sample (Karn's algorithm;
   * RFC 6298, section 3), and only a sample ends a back-off.
   */
  void answered(long nowNanos) {
    if (!ambiguous) {
      rtt.sample(nowNanos - sentNanos);
      rtoNanos = clamp(rtt.rtoNanos());
    }
  }

  /** Tells whether the outstanding packet's own timer has expired at least once. */
  boolean hasRepeated() {
    return repetitions > 0;
  }

  /**
   * Goes on with 3 s when the handshake's timer expired: one second may be less than this path's
   * round trip (RFC 6298, section 5.7).
   */
  void distrustInitialRto() {
    rtoNanos = RetransmissionPolicy.MAX_RTO_NANOS;
  }

  long rtoNanos() {
    return rtoNanos;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  RttEstimator rtt() {
    return rtt;
  }

  private long clamp(long nanos) {
    return Math.max(policy.minRtoNanos(), Math.min(nanos, RetransmissionPolicy.MAX_RTO_NANOS));
  }
}
