package org.anonproxy.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Log4J2LoggerFactory;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Shows what the program logs through Log4j on standard error, one line per event: {@code
 * 2026-11-21T07:30:49.123Z INFO message}.
 *
 * <p>Only a program's main thread calls this, before its first logger is made: an application that
 * embeds the library brings its own configuration. The events travel through a queue to a thread of
 * their own; when nobody reads standard error and the queue is full, events are left out rather
 * than letting the event loop wait.
 */
public final class ConsoleLog {

  private static final int QUEUE_EVENTS = 8192;
  private static final String CONSOLE = "console";
  private static final String QUEUE = "queue";

  /** A line feed inside a message is encoded, so that an event stays one line. */
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %-5level %encode{%msg}{CRLF}%n%throwable{0}";

  private ConsoleLog() {}

  /** Makes the console the destination of every logger of this JVM, Netty's among them. */
  public static void start() {
    Configurator.initialize(configuration());
    InternalLoggerFactory.setDefaultFactory(Log4J2LoggerFactory.INSTANCE);
  }

  /** Writes what is queued and ends the log; called when nothing logs any more. */
  public static void stop() {
    LogManager.shutdown();
  }

  private static BuiltConfiguration configuration() {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    return builder
        .setConfigurationName("console-log")
        .setStatusLevel(Level.ERROR)
        .setShutdownHook("disable")
        .add(
            builder
                .newAppender(CONSOLE, ConsoleAppender.PLUGIN_NAME)
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN)))
        .add(
            builder
                .newAppender(QUEUE, "Async")
                .addAttribute("bufferSize", QUEUE_EVENTS)
                .addAttribute("blocking", false)
                .addComponent(builder.newComponent("AppenderRef").addAttribute("ref", CONSOLE)))
        .add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef(QUEUE)))
        .build(false);
  }
}
