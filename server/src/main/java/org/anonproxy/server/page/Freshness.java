package org.anonproxy.server.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says how long an origin lets its page be served without being asked again. Immutable.
 *
 * @param lifetime how long from now on the page is fresh (RFC 9111, section 4.2); null if the
 *     origin does not say
 * @param staleOnError for how long beyond that it may be served while the origin fails (RFC 5861,
 *     section 4; RFC 9111, section 4.2.4); null if the origin sets no limit
 */
public record Freshness(@Nullable Duration lifetime, @Nullable Duration staleOnError) {
  /** Says nothing, as a file does. */
  public static final Freshness UNSTATED = new Freshness(null, null);

  /**
   * Reads an answer's header.
   *
   * <p>anonserver is a shared cache. What forbids storing ({@code no-store}, {@code private}) only
   * makes the page stale at once: the operator named it in order to have it stored.
   *
   * @param headers returns a header's value by its name, several joined by commas, null without it
   */
  static Freshness of(UnaryOperator<@Nullable String> headers) {
    CacheControl control = CacheControl.parse(headers.apply("Cache-Control"));
    boolean alwaysStale = control.has("no-cache") || control.has("no-store");
    boolean strict =
        alwaysStale
            || control.has("must-revalidate")
            || control.has("proxy-revalidate")
            || control.has("s-maxage");
    return new Freshness(
        alwaysStale ? Duration.ZERO : remaining(lifetime(control, headers), headers.apply("Age")),
        strict ? Duration.ZERO : control.seconds("stale-if-error"));
  }

  /** Of RFC 9111, section 4.2.1; there is no heuristic, because the operator gave an interval. */
  private static @Nullable Duration lifetime(
      CacheControl control, UnaryOperator<@Nullable String> headers) {
    Duration stated = control.seconds("s-maxage");
    if (stated == null) {
      stated = control.seconds("max-age");
    }
    return stated == null ? untilExpiry(headers.apply("Expires"), headers.apply("Date")) : stated;
  }

  /** Takes both moments from the origin, so that nobody's clock need be right. */
  private static @Nullable Duration untilExpiry(@Nullable String expires, @Nullable String date) {
    if (expires == null) {
      return null;
    }
    Instant expiry = instant(expires);
    if (expiry == null) {
      return Duration.ZERO; // "0" and the like mean that it has expired (RFC 9111, section 5.3).
    }
    Instant sent = date == null ? null : instant(date);
    if (sent == null) {
      return null;
    }
    Duration left = Duration.between(sent, expiry);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Reads a date, null if it is none. */
  static @Nullable Instant instant(String httpDate) {
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(httpDate.strip(), Instant::from);
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  /** Leaves out the time that the answer spent in caches between (RFC 9111, section 4.2.3). */
  private static @Nullable Duration remaining(@Nullable Duration lifetime, @Nullable String age) {
    if (lifetime == null || age == null) {
      return lifetime;
    }
    Duration left = lifetime.minus(CacheControl.deltaSeconds(age.strip()));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
