package org.anonproxy.server;

import java.util.ArrayList;
import java.util.List;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.server.page.CheckResult;
import org.anonproxy.server.page.PageObserver;
import org.anonproxy.server.page.PageStatus;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Tells the console log when the page changes, when its origin begins to fail and when it answers
 * again: once each, however often it is asked in between.
 */
public final class PageLog implements PageObserver {
  private static final Logger LOGGER = LogManager.getLogger(PageLog.class);
  private static final Marker CHECKED = MarkerManager.getMarker("page-checked");

  /** Creates a log of looks at an origin. */
  public PageLog() {}

  @Override
  public void checked(PageStatus before, PageStatus now, boolean requested) {
    Level level = now.lastResult() == CheckResult.FAILED ? Level.WARN : Level.INFO;
    news(before, now, requested).forEach(line -> LOGGER.log(level, CHECKED, line));
  }

  /** Returns the lines that a look is worth, often none. */
  static List<String> news(PageStatus before, PageStatus now, boolean requested) {
    List<String> news = new ArrayList<>();
    boolean failedBefore = before.consecutiveFailures() > 0;
    if (now.lastResult() == CheckResult.FAILED) {
      if (requested || !failedBefore) {
        news.add("still serving the page of %s ago: %s".formatted(age(now), now.lastFailure()));
      }
      if (now.overdue() && !before.overdue()) {
        news.add(
            "still serving the page of %s ago, longer than its origin allows".formatted(age(now)));
      }
      return news;
    }
    if (failedBefore) {
      news.add(
          "the page's origin answers again, after %d failures"
              .formatted(before.consecutiveFailures()));
    }
    if (now.lastResult() == CheckResult.UPDATED) {
      news.add(
          "fetched %s, %d bytes"
              .formatted(
                  ForeignText.encode(now.metadata().source().toString()), now.lengthBytes()));
    } else if (requested) {
      news.add("the page has not changed");
    }
    return news;
  }

  private static String age(PageStatus status) {
    return status.age().toSeconds() + " s";
  }
}
