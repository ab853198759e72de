package org.anonproxy.server;

import java.util.ArrayList;
import java.util.List;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.cli.LogField;
import org.anonproxy.server.page.CheckResult;
import org.anonproxy.server.page.PageObserver;
import org.anonproxy.server.page.PageStatus;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;

/**
 * Tells the console log when the page changes, when its origin begins to fail and when it answers
 * again: once each, however often it is asked in between.
 */
public final class PageLog implements PageObserver {
  private static final Logger LOGGER = LogManager.getLogger(PageLog.class);

  /** Creates a log of looks at an origin. */
  public PageLog() {}

  @Override
  public void checked(PageStatus before, PageStatus now, boolean requested) {
    Level level = now.lastResult() == CheckResult.FAILED ? Level.WARN : Level.INFO;
    news(before, now, requested).forEach(each -> LOGGER.log(level, each.event(), each.message()));
  }

  /**
   * Is a line that a look is worth.
   *
   * @param event what happened, for machines
   */
  record News(Marker event, Message message) {
    private static News of(String event, String message, LogField... fields) {
      return new News(
          MarkerManager.getMarker(event), new ParameterizedMessage(message, (Object[]) fields));
    }
  }

  /** Returns the lines that a look is worth, often none. */
  static List<News> news(PageStatus before, PageStatus now, boolean requested) {
    return now.lastResult() == CheckResult.FAILED
        ? failures(before, now, requested)
        : answers(before, now, requested);
  }

  private static List<News> failures(PageStatus before, PageStatus now, boolean requested) {
    LogField age = new LogField("ageSeconds", now.age().toSeconds());
    LogField cause = new LogField("cause", String.valueOf(now.lastFailure()));
    if (now.overdue() && !before.overdue()) {
      String message = "still serving the page of {} s ago, longer than its origin allows: {}";
      return List.of(News.of("page-overdue", message, age, cause));
    }
    return requested || before.consecutiveFailures() == 0
        ? List.of(News.of("page-failed", "still serving the page of {} s ago: {}", age, cause))
        : List.of();
  }

  private static List<News> answers(PageStatus before, PageStatus now, boolean requested) {
    List<News> news = new ArrayList<>();
    if (before.consecutiveFailures() > 0) {
      news.add(
          News.of(
              "page-recovered",
              "the page's origin answers again, after {} failures",
              new LogField("failures", before.consecutiveFailures())));
    }
    if (now.lastResult() == CheckResult.UPDATED) {
      news.add(
          News.of(
              "page-fetched",
              "fetched {}, {} bytes",
              new LogField("page", ForeignText.encode(now.metadata().source().toString())),
              new LogField("bytes", now.lengthBytes())));
    } else if (requested) {
      news.add(News.of("page-unchanged", "the page has not changed"));
    }
    return news;
  }
}
