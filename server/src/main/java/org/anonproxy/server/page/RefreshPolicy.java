package org.anonproxy.server.page;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says when to look for a newer version of a page.
 *
 * <p>The times stand for the middle of what is waited: each is up to a tenth shorter or longer, so
 * that many servers do not ask at once. What an origin itself asked for is never made shorter.
 *
 * @param interval how long to wait after an answer, unless its origin declared a page fresh for
 *     longer; and so how often an origin is asked at most
 * @param longest how long to wait at most because a page is fresh or its origin wants to be left
 *     alone
 */
public record RefreshPolicy(Duration interval, Duration longest) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);
  private static final double JITTER = 0.1;
  private static final int MOST_DOUBLINGS = 20;

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if one is too short or too long, or the second is the shorter
   */
  public RefreshPolicy {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a page can be refreshed every 100 ms to 365 days, not every " + text(interval));
    }
    if (longest.compareTo(interval) < 0 || longest.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the longest time between refreshes must be %s to 365 days, not %s"
              .formatted(text(interval), text(longest)));
    }
  }

  private static String text(Duration duration) {
    return duration.toMillis() + " ms";
  }

  /**
   * Returns how long to wait after an answer.
   *
   * @param fresh how long the page is fresh, null if the origin does not say
   * @param random from 0 to 1
   */
  Duration afterAnswer(@Nullable Duration fresh, double random) {
    return jittered(fresh == null ? interval : longer(interval, shorter(fresh, longest)), random);
  }

  /**
   * Returns how long to wait after a failure: soon at first, then twice as long each time, until it
   * is the interval, or a minute if that is longer. An origin that wants to be left alone for
   * longer is, up to the longest time, and never looked at before that is over.
   *
   * @param failures how many there were in a row, this one included
   * @param retryAfter what the origin wants, null if it does not say
   * @param random from 0 to 1
   */
  Duration afterFailure(int failures, @Nullable Duration retryAfter, double random) {
    Duration first = shorter(interval, FIRST_RETRY);
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    Duration backOff = jittered(shorter(doubled, longer(interval, LAST_RETRY)), random);
    return retryAfter == null
        ? backOff
        : longer(backOff, scaled(shorter(retryAfter, longest), 1 + JITTER * random));
  }

  private static Duration jittered(Duration middle, double random) {
    return scaled(middle, 1 - JITTER + 2 * JITTER * random);
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
