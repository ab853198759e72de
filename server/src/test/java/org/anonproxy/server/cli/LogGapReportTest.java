package org.anonproxy.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LogGapReportTest {
  @Test
  void reportsEachGapOnce() {
    AtomicLong droppedLines = new AtomicLong();
    LogGapReport report = new LogGapReport(droppedLines::get);
    assertEquals(0, report.news());
    droppedLines.set(7);
    assertEquals(7, report.news());
    assertEquals(0, report.news());
    droppedLines.set(9);
    assertEquals(2, report.news());
  }
}
