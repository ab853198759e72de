package org.anonproxy.transport;

import java.time.Duration;

/**
 * Bounds how slowly and how long a conversation may go on, so that peers cannot hold on to a server
 * for nothing.
 *
 * @param minBytesPerMinute how much a peer acknowledges at least in each minute; 0 is no bound
 * @param maxLifetimeNanos how long a conversation lasts at most
 */
public record ProgressLimits(long minBytesPerMinute, long maxLifetimeNanos) {
  /**
   * 32 bytes per second and 24 hours: an honest peer whose every block needs all repetitions is
   * still twice as fast, and the largest page at a round trip of half a second is done in time.
   */
  public static final ProgressLimits STANDARD = of(32, Duration.ofHours(24));

  private static final int SECONDS_PER_MINUTE = 60;

  /** Checks the bounds. */
  public ProgressLimits {
    if (minBytesPerMinute < 0) {
      throw new IllegalArgumentException("the minimum rate is negative: " + minBytesPerMinute);
    }
    if (maxLifetimeNanos <= 0) {
      throw new IllegalArgumentException(
          "the maximum lifetime is not positive: " + Duration.ofNanos(maxLifetimeNanos));
    }
  }

  /** Makes limits of a rate per second, averaged over each minute, and a duration. */
  public static ProgressLimits of(long minBytesPerSecond, Duration maxLifetime) {
    return new ProgressLimits(minBytesPerSecond * SECONDS_PER_MINUTE, maxLifetime.toNanos());
  }
}
