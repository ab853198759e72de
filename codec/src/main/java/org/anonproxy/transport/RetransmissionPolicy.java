package org.anonproxy.transport;

import java.time.Duration;

/**
 * Sets how long and how often a packet is repeated before the peer counts as gone.
 *
 * @param minRtoNanos the floor of the retransmission timeout, in (0, {@value #MAX_RTO_NANOS}]
 * @param maxRetransmissions how often one packet is repeated, 0 to {@value #RETRANSMISSIONS_LIMIT}
 */
public record RetransmissionPolicy(long minRtoNanos, int maxRetransmissions) {
  /** The timeout before the first round-trip sample, 1 s (RFC 6298, section 2.1). */
  public static final long INITIAL_RTO_NANOS = 1_000_000_000L;

  /** The cap of the timeout, 3 s. */
  public static final long MAX_RTO_NANOS = 3_000_000_000L;

  /** The largest number of repetitions that may be asked for. */
  public static final int RETRANSMISSIONS_LIMIT = 64;

  /** The policy of the protocol document: floor 500 ms, 3 repetitions. */
  public static final RetransmissionPolicy STANDARD = of(Duration.ofMillis(500), 3);

  /** Checks the bounds. */
  public RetransmissionPolicy {
    if (minRtoNanos <= 0 || minRtoNanos > MAX_RTO_NANOS) {
      throw new IllegalArgumentException(
          "the retransmission timeout's floor must be above 0 and at most 3 s, not "
              + Duration.ofNanos(minRtoNanos));
    }
    if (maxRetransmissions < 0 || maxRetransmissions > RETRANSMISSIONS_LIMIT) {
      throw new IllegalArgumentException(
          "retransmissions must be 0 to " + RETRANSMISSIONS_LIMIT + ", not " + maxRetransmissions);
    }
  }

  /** Makes a policy of a floor given as a duration. */
  public static RetransmissionPolicy of(Duration minRto, int maxRetransmissions) {
    return new RetransmissionPolicy(minRto.toNanos(), maxRetransmissions);
  }

  /**
   * Returns how long a sender that follows this policy can take over one packet: the time after
   * which a receiver may take its silence for death.
   */
  public long silenceBudgetNanos() {
    return (maxRetransmissions + 1) * MAX_RTO_NANOS;
  }
}
