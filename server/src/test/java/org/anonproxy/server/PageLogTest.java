package org.anonproxy.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.anonproxy.server.page.CheckResult;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.PageStatus;
import org.junit.jupiter.api.Test;

/** Says what becomes of the page, once. */
final class PageLogTest {
  private static final PageStatus GOOD = status(CheckResult.UNCHANGED, 0, false);

  private static PageStatus status(CheckResult result, int failures, boolean overdue) {
    PageMetadata metadata =
        new PageMetadata(URI.create("http://a/"), null, null, null, Instant.EPOCH);
    return new PageStatus(
        metadata,
        7,
        Instant.EPOCH,
        Duration.ofMillis(35_999),
        result,
        failures == 0 ? null : "cannot download it; try again later",
        failures,
        overdue,
        Map.of());
  }

  @Test
  void saysOnceThatTheOriginFailsAndOnceThatItAnswersAgain() {
    PageStatus first = status(CheckResult.FAILED, 1, false);
    PageStatus second = status(CheckResult.FAILED, 2, false);
    assertEquals(
        List.of("still serving the page of 35 s ago: cannot download it; try again later"),
        PageLog.news(GOOD, first, false));
    assertEquals(List.of(), PageLog.news(first, second, false));
    assertEquals(1, PageLog.news(first, second, true).size());
    assertEquals(
        List.of("the page's origin answers again, after 2 failures"),
        PageLog.news(second, GOOD, false));
    assertEquals(
        List.of("the page's origin answers again, after 2 failures", "fetched http://a/, 7 bytes"),
        PageLog.news(second, status(CheckResult.UPDATED, 0, false), false));
  }

  @Test
  void saysOnceThatThePageIsOverdue() {
    PageStatus within = status(CheckResult.FAILED, 1, false);
    PageStatus beyond = status(CheckResult.FAILED, 2, true);
    assertEquals(
        List.of("still serving the page of 35 s ago, longer than its origin allows"),
        PageLog.news(within, beyond, false));
    assertEquals(List.of(), PageLog.news(beyond, beyond, false));
  }

  @Test
  void isSilentAboutNothingNewUnlessSomebodyAsked() {
    assertEquals(List.of(), PageLog.news(GOOD, GOOD, false));
    assertEquals(List.of("the page has not changed"), PageLog.news(GOOD, GOOD, true));
  }
}
