package org.anonproxy.server.page;

import java.time.Duration;

/**
 * Bounds one download in size and time.
 *
 * @param maxBytes the largest page, after any decompression
 * @param connect the time for connecting to one host, all its addresses together
 * @param total the time for everything, from the first name look-up to the last byte
 * @param maxRedirects how many redirects are followed
 */
public record FetchLimits(int maxBytes, Duration connect, Duration total, int maxRedirects) {
  // Before the instance below, which is checked against them.
  private static final int MOST_BYTES = 1 << 30;
  private static final Duration LONGEST = Duration.ofDays(1);

  /** 64 MiB, 5 s to connect, 30 s in all, 10 redirects. */
  public static final FetchLimits STANDARD =
      new FetchLimits(64 << 20, Duration.ofSeconds(5), Duration.ofSeconds(30), 10);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is negative, zero where that makes no sense, or absurd
   */
  public FetchLimits {
    if (maxBytes < 1 || maxBytes > MOST_BYTES) {
      throw new IllegalArgumentException("maxBytes " + maxBytes + " not in 1.." + MOST_BYTES);
    }
    requireSensible("connect", connect);
    requireSensible("total", total);
    if (maxRedirects < 0) {
      throw new IllegalArgumentException("maxRedirects " + maxRedirects + " is negative");
    }
  }

  private static void requireSensible(String name, Duration limit) {
    if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " " + limit + " not in 1 ns.." + LONGEST);
    }
  }
}
