package org.anonproxy.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.anonproxy.cli.LogField;
import org.anonproxy.server.page.CheckResult;
import org.anonproxy.server.page.OriginFailure;
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
        failures == 0
            ? null
            : new OriginFailure(
                "cannot download it; try again later", "it fails", failures, Duration.ZERO),
        overdue,
        Map.of());
  }

  /** Returns the events with their messages. */
  private static List<String> news(PageStatus before, PageStatus now, boolean requested) {
    return PageLog.news(before, now, requested).stream()
        .map(each -> each.event().getName() + ": " + each.message().getFormattedMessage())
        .toList();
  }

  @Test
  void saysOnceThatTheOriginFailsAndOnceThatItAnswersAgain() {
    PageStatus first = status(CheckResult.FAILED, 1, false);
    PageStatus second = status(CheckResult.FAILED, 2, false);
    assertEquals(
        List.of(
            "page-failed: still serving the page of 35 s ago: cannot download it; try again later"),
        news(GOOD, first, false));
    assertEquals(List.of(), news(first, second, false));
    assertEquals(1, news(first, second, true).size());
    assertEquals(
        List.of("page-recovered: the page's origin answers again, after 2 failures"),
        news(second, GOOD, false));
    assertEquals(
        List.of(
            "page-recovered: the page's origin answers again, after 2 failures",
            "page-fetched: fetched http://a/, 7 bytes"),
        news(second, status(CheckResult.UPDATED, 0, false), false));
  }

  @Test
  void saysOnceThatThePageIsOverdue() {
    PageStatus within = status(CheckResult.FAILED, 1, false);
    PageStatus beyond = status(CheckResult.FAILED, 2, true);
    List<String> overdue =
        List.of(
            "page-overdue: still serving the page of 35 s ago, longer than its origin allows: "
                + "cannot download it; try again later");
    assertEquals(overdue, news(within, beyond, false));
    assertEquals(List.of(), news(beyond, beyond, false));
    // Of a page that must be revalidated, the first failure is one too many.
    PageStatus atOnce = status(CheckResult.FAILED, 1, true);
    assertEquals(overdue, news(GOOD, atOnce, false));
    assertEquals(overdue, news(GOOD, atOnce, true));
  }

  @Test
  void namesForMachinesWhatTheMessageNames() {
    PageStatus failed = status(CheckResult.FAILED, 1, false);
    assertEquals(
        List.of(
            new LogField("ageSeconds", 35L),
            new LogField("cause", "cannot download it; try again later")),
        List.of(PageLog.news(GOOD, failed, false).get(0).message().getParameters()));
  }

  @Test
  void isSilentAboutNothingNewUnlessSomebodyAsked() {
    assertEquals(List.of(), news(GOOD, GOOD, false));
    assertEquals(List.of("page-unchanged: the page has not changed"), news(GOOD, GOOD, true));
  }
}
