package org.anonproxy.client.load.report;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns durations into seconds with decimals. */
final class Seconds {
  private Seconds() {}

  /** Returns the seconds, not a number if there is no duration. */
  static double of(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos() / 1e9;
  }
}
