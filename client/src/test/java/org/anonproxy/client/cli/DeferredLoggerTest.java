package org.anonproxy.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.util.internal.logging.InternalLogLevel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeferredLoggerTest {
  private static final String NAME = DeferredLoggerTest.class.getName();
  private final Exception cause = new Exception("cause");
  private final List<String> shown = new ArrayList<>();
  private final Logger jdkLogger = Logger.getLogger(NAME);
  private final InternalLogger logger = new DeferredLogger(NAME);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord shownRecord) {
          assertEquals(NAME, shownRecord.getSourceClassName());
          Throwable thrown = shownRecord.getThrown();
          shown.add(
              shownRecord.getLevel()
                  + " "
                  + shownRecord.getMessage()
                  + (thrown == null ? "" : " " + thrown.getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    jdkLogger.setUseParentHandlers(false);
    jdkLogger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    jdkLogger.removeHandler(handler);
    jdkLogger.setUseParentHandlers(true);
  }

  @Test
  void passesOnWhatTheJdkShows() {
    logger.info("i");
    logger.info("i {}", 1);
    logger.info("i {} {}", 1, 2);
    logger.info("i {} {} {}", 1, 2, 3);
    logger.info("i", cause);
    logger.warn("w");
    logger.warn("w {}", 1);
    logger.warn("w {} {}", 1, 2);
    logger.warn("w {} {} {}", 1, 2, 3);
    logger.warn("w", cause);
    logger.error("e");
    logger.error("e {}", 1);
    logger.error("e {} {}", 1, 2);
    logger.error("e {} {} {}", 1, 2, 3);
    logger.error("e", cause);
    List<String> expected =
        Stream.of("INFO i", "WARNING w", "SEVERE e")
            .flatMap(
                text ->
                    Stream.of(text, text + " 1", text + " 1 2", text + " 1 2 3", text + " cause"))
            .toList();
    assertEquals(expected, shown);
  }

  @Test
  void leavesOutWhatTheJdkDoesNotShow() {
    jdkLogger.setLevel(Level.ALL);
    logger.debug("d");
    logger.debug("d {}", 1);
    logger.debug("d {} {}", 1, 2);
    logger.debug("d {} {} {}", 1, 2, 3);
    logger.debug("d", cause);
    logger.trace("t");
    logger.trace("t {}", 1);
    logger.trace("t {} {}", 1, 2);
    logger.trace("t {} {} {}", 1, 2, 3);
    logger.trace("t", cause);
    jdkLogger.setLevel(null);
    assertEquals(List.of(), shown);
  }

  @Test
  void tellsWhichLevelsAreWorthTheTrouble() {
    List<InternalLogLevel> enabled =
        Stream.of(InternalLogLevel.values()).filter(logger::isEnabled).toList();
    assertEquals(
        List.of(InternalLogLevel.INFO, InternalLogLevel.WARN, InternalLogLevel.ERROR), enabled);
  }

  @Test
  void leavesTheChoiceToTheUserWhoMadeOne() {
    String property = "java.util.logging.config.file";
    assertNotSame(JdkLoggerFactory.INSTANCE, DeferredLogger.factory());
    System.setProperty(property, "logging.properties");
    try {
      assertSame(JdkLoggerFactory.INSTANCE, DeferredLogger.factory());
    } finally {
      System.clearProperty(property);
    }
  }
}
