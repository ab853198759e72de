package org.anonproxy.transport;

import java.time.Duration;

/**
 * Sets how long a receiver stays after the last block, to answer it again if its answer was lost.
 */
public final class Linger {
  /** Stays one retransmission timeout if the transfer saw loss, and not at all otherwise. */
  public static final Linger AFTER_LOSS = new Linger(-1);

  private final long fixedNanos;

  private Linger(long fixedNanos) {
    this.fixedNanos = fixedNanos;
  }

  /**
   * Stays for {@code duration} whatever happened; zero never stays.
   *
   * @throws IllegalArgumentException if {@code duration} is negative
   */
  public static Linger of(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("the linger time must not be negative: " + duration);
    }
    return new Linger(duration.toNanos());
  }

  long durationNanos(boolean sawLoss, long rtoNanos) {
    if (fixedNanos >= 0) {
      return fixedNanos;
    }
    return sawLoss ? rtoNanos : 0;
  }
}
