package org.anonproxy.server.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.anonproxy.cli.LogField;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Tells the console log how many lines the packet log has left out since it last did: one line, and
 * none when there was nothing.
 */
final class LogGapReport implements Runnable {
  /** How often to look. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private static final Logger LOGGER = LogManager.getLogger(LogGapReport.class);
  private static final Marker INCOMPLETE = MarkerManager.getMarker("packet-log-incomplete");

  private final LongSupplier droppedLines;
  private long reportedLines;

  /** Creates a report of a number that only grows. */
  LogGapReport(LongSupplier droppedLines) {
    this.droppedLines = droppedLines;
  }

  @Override
  public void run() {
    long news = news();
    if (news > 0) {
      LOGGER.warn(
          INCOMPLETE,
          "the packet log left out {} lines since the last report",
          new LogField("lines", news));
    }
  }

  /** Returns how many lines were left out since the last call. */
  long news() {
    long lines = droppedLines.getAsLong();
    long news = lines - reportedLines;
    reportedLines = lines;
    return news;
  }
}
