package org.anonproxy.server.page;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads how long an origin wants to be left alone (RFC 9110, section 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * Returns the time from now on, null if the answer states none that is valid.
   *
   * @param headers returns a header's value by its name, null without it
   * @param now by this machine's clock, which counts only if the origin does not tell its own
   */
  static @Nullable Duration of(UnaryOperator<@Nullable String> headers, Instant now) {
    String stated = headers.apply("Retry-After");
    if (stated == null) {
      return null;
    }
    if (stated.strip().matches("[0-9]+")) {
      return CacheControl.deltaSeconds(stated.strip());
    }
    Instant until = Freshness.instant(stated);
    if (until == null) {
      return null;
    }
    String date = headers.apply("Date");
    Instant sent = date == null ? null : Freshness.instant(date);
    Duration left = Duration.between(sent == null ? now : sent, until);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
