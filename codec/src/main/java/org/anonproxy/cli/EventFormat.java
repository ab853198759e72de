package org.anonproxy.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;

/** Is the formats of an event's line that a user can ask for. */
public enum EventFormat implements EventLine {
  /** For people: {@code 2026-11-21T07:30:49.123Z INFO message}. */
  TEXT {
    @Override
    public void append(LogEvent event, StringBuilder line) {
      line.append(time(event)).append(' ');
      appendText(event, line);
    }
  },

  /** For machines: an object of JSON with the fields of the event beside its message. */
  JSON {
    @Override
    public void append(LogEvent event, StringBuilder line) {
      JsonObject object = new JsonObject(line);
      object.put("time", time(event));
      object.put("level", event.getLevel().name());
      if (event.getMarker() != null) {
        object.put("event", event.getMarker().getName());
      }
      object.put("message", message(event));
      Object[] parameters = event.getMessage().getParameters();
      for (Object parameter : parameters == null ? new Object[0] : parameters) {
        if (parameter instanceof LogField field) {
          object.put(field.name(), field.value());
        }
      }
      object.put("logger", event.getLoggerName());
      object.end();
    }
  };

  /** The longest message; what is longer is cut. */
  static final int MAX_MESSAGE_CHARS = 2048;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Appends what people read of an event besides its time. */
  static void appendText(LogEvent event, StringBuilder line) {
    String level = event.getLevel().name();
    line.append(level).append(" ".repeat(Math.max(0, 5 - level.length()))).append(' ');
    line.append(ForeignText.encode(message(event), MAX_MESSAGE_CHARS));
  }

  private static String time(LogEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeMillis()));
  }

  private static String message(LogEvent event) {
    String message = event.getMessage().getFormattedMessage();
    return event.getThrown() == null ? message : message + ": " + event.getThrown();
  }
}
