package org.anonproxy.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Log4J2LoggerFactory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the program logs through Log4j on standard error, one line per event: {@code
 * 2026-11-21T07:30:49.123Z INFO message}, or as the journal of systemd wants it; {@link
 * ConsoleLogOptions} can make it another format or a file.
 *
 * <p>Only a program's main thread calls this, before its first logger is made: an application that
 * embeds the library brings its own configuration. The events travel through a queue to a thread of
 * their own; when nobody reads standard error and the queue is full, events are left out rather
 * than letting the event loop wait.
 */
public final class ConsoleLog {
  /** Log4j holds its context weakly: before there is a logger, it could be collected as garbage. */
  private static final AtomicReference<@Nullable LoggerContext> CONTEXT = new AtomicReference<>();

  private ConsoleLog() {}

  /** Makes the console the destination of every logger of this JVM, Netty's among them. */
  public static void start() {
    if (StopSignal.isJvmShuttingDown()) {
      // Log4j would say that it cannot start, at length, before it throws the same.
      throw new IllegalStateException("the JVM shuts down");
    }
    EventAppender console =
        new EventAppender("console", standardError(), lineOf(EventFormat.TEXT), e -> {});
    CONTEXT.set(Configurator.initialize(new ConsoleLogConfiguration(console, false)));
    InternalLoggerFactory.setDefaultFactory(Log4J2LoggerFactory.INSTANCE);
  }

  /** Writes what is queued and goes on in another way. */
  static void change(EventAppender appender, boolean verbose) {
    Configurator.reconfigure(new ConsoleLogConfiguration(appender, verbose));
  }

  /** Writes what is queued and ends the log; called when nothing logs any more. */
  public static void stop() {
    LogManager.shutdown();
    CONTEXT.set(null);
  }

  /** Returns what a line looks like on standard error, which the journal may read. */
  static EventLine lineOf(EventFormat format) {
    return format == EventFormat.TEXT && Journal.readsStandardError() ? new JournalLine() : format;
  }

  /** Returns standard error, unbuffered, which nobody may close. */
  static WritableByteChannel standardError() {
    return new FileOutputStream(FileDescriptor.err).getChannel();
  }
}
