package org.anonproxy.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;

/** Writes an event as the {@link Journal} wants it: {@code <4>WARN message}, without the time. */
final class JournalLine implements EventLine {
  JournalLine() {}

  @Override
  public void append(LogEvent event, StringBuilder line) {
    line.append(urgency(event.getLevel()));
    EventFormat.appendText(event, line);
  }

  private static String urgency(Level level) {
    return switch (level.getStandardLevel()) {
      case OFF, FATAL -> Journal.CRITICAL;
      case ERROR -> Journal.ERROR;
      case WARN -> Journal.WARNING;
      case INFO -> Journal.INFO;
      case DEBUG, TRACE, ALL -> Journal.DEBUG;
    };
  }
}
