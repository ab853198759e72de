package org.anonproxy.server.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes the page being served and how its origin does, at one moment. Immutable.
 *
 * @param metadata of the version served; its words are the origin's: encode them before showing
 * @param lengthBytes the size of the version served
 * @param checkedAt when its origin was last asked, successfully or not
 * @param age how long ago the origin gave or last confirmed this version; kept by a monotonic clock
 * @param lastResult what came of the last look
 * @param failure how the origin fails; null if the last look did not
 * @param overdue whether the origin fails and said that its page is not to be served for so long
 * @param checks how many looks came to each result, the first fetch included
 */
public record PageStatus(
    PageMetadata metadata,
    int lengthBytes,
    Instant checkedAt,
    Duration age,
    CheckResult lastResult,
    @Nullable OriginFailure failure,
    boolean overdue,
    Map<CheckResult, Long> checks) {

  /** Returns why the last look failed, one line fit for a terminal; null if it did not. */
  public @Nullable String lastFailure() {
    return failure == null ? null : failure.reason();
  }

  /** Returns how many looks have failed since the last that did not. */
  public int consecutiveFailures() {
    return failure == null ? 0 : failure.looks();
  }

  /** Returns how many looks came to this result. */
  public long count(CheckResult result) {
    return checks.getOrDefault(result, 0L);
  }
}
