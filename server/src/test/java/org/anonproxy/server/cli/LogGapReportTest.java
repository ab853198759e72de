package org.anonproxy.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogGapReportTest {
  private final Logger logger = (Logger) LogManager.getLogger(LogGapReport.class);
  private final Level levelBefore = logger.getLevel();
  private final Lines lines = new Lines();
  private final AtomicLong droppedLines = new AtomicLong();
  private final AtomicLong waits = new AtomicLong();
  private final LogGapReport report = new LogGapReport(droppedLines::get, waits::get);

  private static final class Lines extends AbstractAppender {
    private final List<String> logged = new ArrayList<>();

    Lines() {
      super("lines", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      logged.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }
  }

  @BeforeEach
  void listen() {
    lines.start();
    Configurator.setLevel(logger, Level.WARN);
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.removeAppender(lines);
    Configurator.setLevel(logger, levelBefore);
    lines.stop();
  }

  @Test
  void reportsEachGapOnce() {
    report.run();
    droppedLines.set(7);
    report.run();
    report.run();
    droppedLines.set(9);
    report.run();
    assertEquals(
        List.of(
            "WARN the packet log left out 7 lines since the last report",
            "WARN the packet log left out 2 lines since the last report"),
        lines.logged);
  }

  @Test
  void reportsThatTheServerHadToWait() {
    waits.set(3);
    report.run();
    report.run();
    LogGapReport.sumUp(0, 5);
    assertEquals(
        List.of(
            "WARN the packet log was full: the server waited for it 3 times since the last report",
            "WARN the packet log was full: the server waited for it 5 times"),
        lines.logged);
  }

  @Test
  void isSilentWhenNothingWasMissing() {
    report.run();
    LogGapReport.sumUp(0, 0);
    assertEquals(List.of(), lines.logged);
  }
}
