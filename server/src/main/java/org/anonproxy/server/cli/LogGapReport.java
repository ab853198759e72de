package org.anonproxy.server.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.anonproxy.cli.LogField;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Tells the console log how many lines the packet log has left out since it last did, and how many
 * packets had to wait for it: one line each, and none when there was nothing.
 */
final class LogGapReport implements Runnable {
  /** How often to look. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private static final Logger LOGGER = LogManager.getLogger(LogGapReport.class);
  private static final Marker INCOMPLETE = MarkerManager.getMarker("packet-log-incomplete");
  private static final Marker FULL = MarkerManager.getMarker("packet-log-full");

  private final Growth droppedLines;
  private final Growth waits;

  /** Creates a report of two numbers that only grow. */
  LogGapReport(LongSupplier droppedLines, LongSupplier waits) {
    this.droppedLines = new Growth(droppedLines);
    this.waits = new Growth(waits);
  }

  @Override
  public void run() {
    report(droppedLines.news(), waits.news(), " since the last report");
  }

  /** Tells the same of the whole run, at its end. */
  static void sumUp(long droppedLines, long waits) {
    report(droppedLines, waits, "");
  }

  private static void report(long droppedLines, long waits, String when) {
    if (droppedLines > 0) {
      LOGGER.warn(
          INCOMPLETE,
          "the packet log left out {} lines" + when,
          new LogField("lines", droppedLines));
    }
    if (waits > 0) {
      LOGGER.warn(
          FULL,
          "the packet log was full: the server waited for it {} times" + when,
          new LogField("waits", waits));
    }
  }

  /** Tells by how much a number has grown. */
  static final class Growth {
    private final LongSupplier number;
    private long reported;

    Growth(LongSupplier number) {
      this.number = number;
    }

    /** Returns by how much since the last call. */
    long news() {
      long current = number.getAsLong();
      long news = current - reported;
      reported = current;
      return news;
    }
  }
}
