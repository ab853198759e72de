package org.anonproxy.client.cli;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.FormattingTuple;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.netty.util.internal.logging.MessageFormatter;
import java.io.Serial;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes what Netty has to say to the JDK's logging, which takes 20 ms to get ready and is left
 * alone until there is a message of the level INFO or above: during a fetch there is none.
 *
 * <p>Thread: any.
 */
final class DeferredLogger extends AbstractInternalLogger {
  @Serial private static final long serialVersionUID = 1;

  DeferredLogger(String name) {
    super(name);
  }

  /**
   * Returns what makes Netty's loggers: the JDK's at once, if a property names a configuration of
   * those, which may ask for more.
   */
  static InternalLoggerFactory factory() {
    return System.getProperty("java.util.logging.config.file") == null
            && System.getProperty("java.util.logging.config.class") == null
        ? new Factory()
        : JdkLoggerFactory.INSTANCE;
  }

  private static final class Factory extends InternalLoggerFactory {
    @Override
    protected InternalLogger newInstance(String name) {
      return new DeferredLogger(name);
    }
  }

  /** Names the class that the logger is of, which the JDK would look for on the stack. */
  private void pass(Level level, String message, @Nullable Throwable cause) {
    Logger.getLogger(name()).logp(level, name(), null, message, cause);
  }

  private void pass(Level level, FormattingTuple formatted) {
    pass(level, formatted.getMessage(), formatted.getThrowable());
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public void trace(String message) {}

  @Override
  public void trace(String format, Object argument) {}

  @Override
  public void trace(String format, Object first, Object second) {}

  @Override
  public void trace(String format, Object... arguments) {}

  @Override
  public void trace(String message, Throwable cause) {}

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public void debug(String message) {}

  @Override
  public void debug(String format, Object argument) {}

  @Override
  public void debug(String format, Object first, Object second) {}

  @Override
  public void debug(String format, Object... arguments) {}

  @Override
  public void debug(String message, Throwable cause) {}

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public void info(String message) {
    pass(Level.INFO, message, null);
  }

  @Override
  public void info(String format, Object argument) {
    pass(Level.INFO, MessageFormatter.format(format, argument));
  }

  @Override
  public void info(String format, Object first, Object second) {
    pass(Level.INFO, MessageFormatter.format(format, first, second));
  }

  @Override
  public void info(String format, Object... arguments) {
    pass(Level.INFO, MessageFormatter.arrayFormat(format, arguments));
  }

  @Override
  public void info(String message, Throwable cause) {
    pass(Level.INFO, message, cause);
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public void warn(String message) {
    pass(Level.WARNING, message, null);
  }

  @Override
  public void warn(String format, Object argument) {
    pass(Level.WARNING, MessageFormatter.format(format, argument));
  }

  @Override
  public void warn(String format, Object first, Object second) {
    pass(Level.WARNING, MessageFormatter.format(format, first, second));
  }

  @Override
  public void warn(String format, Object... arguments) {
    pass(Level.WARNING, MessageFormatter.arrayFormat(format, arguments));
  }

  @Override
  public void warn(String message, Throwable cause) {
    pass(Level.WARNING, message, cause);
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  public void error(String message) {
    pass(Level.SEVERE, message, null);
  }

  @Override
  public void error(String format, Object argument) {
    pass(Level.SEVERE, MessageFormatter.format(format, argument));
  }

  @Override
  public void error(String format, Object first, Object second) {
    pass(Level.SEVERE, MessageFormatter.format(format, first, second));
  }

  @Override
  public void error(String format, Object... arguments) {
    pass(Level.SEVERE, MessageFormatter.arrayFormat(format, arguments));
  }

  @Override
  public void error(String message, Throwable cause) {
    pass(Level.SEVERE, message, cause);
  }
}
