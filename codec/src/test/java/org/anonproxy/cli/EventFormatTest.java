package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventFormatTest {
  private static final long TIME_MILLIS = 1_795_246_249_123L;

  private static LogEvent event(
      Level level, @Nullable Throwable thrown, String message, Object... values) {
    return Log4jLogEvent.newBuilder()
        .setTimeMillis(TIME_MILLIS)
        .setLevel(level)
        .setLoggerName("org.anonproxy.Demo")
        .setMarker(MarkerManager.getMarker("session-closed"))
        .setMessage(new ParameterizedMessage(message, values))
        .setThrown(thrown)
        .build();
  }

  private static String format(EventFormat format, LogEvent event) {
    StringBuilder line = new StringBuilder();
    format.append(event, line);
    return line.toString();
  }

  @Test
  void writesALineForPeople() {
    LogEvent event = event(Level.INFO, null, "{} bytes", new LogField("bytes", 7L));
    assertEquals("2026-11-21T07:30:49.123Z INFO  7 bytes", format(EventFormat.TEXT, event));
  }

  @Test
  void writesAnObjectForMachines() {
    LogEvent event =
        event(
            Level.DEBUG,
            null,
            "session {} closed: {} of {} in {} s",
            new LogField("peer", "[::1]:9"),
            new LogField("bytes", 7L),
            "a lot",
            new LogField("seconds", 0.25));
    assertEquals(
        "{\"time\":\"2026-11-21T07:30:49.123Z\",\"level\":\"DEBUG\",\"event\":\"session-closed\","
            + "\"message\":\"session [::1]:9 closed: 7 of a lot in 0.25 s\","
            + "\"peer\":\"[::1]:9\",\"bytes\":7,\"seconds\":0.25,"
            + "\"logger\":\"org.anonproxy.Demo\"}",
        format(EventFormat.JSON, event));
  }

  @Test
  void encodesWhatStrangersWrote() {
    String hostile = "a\"b\\c\nd\u001b[31m\u202e\ud800";
    LogEvent event =
        event(Level.WARN, new IOException(hostile), "{}", new LogField("page", hostile));
    assertEquals(
        "2026-11-21T07:30:49.123Z WARN  a\"b\\c\\u000Ad\\u001B[31m\\u202E\\uD800: "
            + "java.io.IOException: a\"b\\c\\u000Ad\\u001B[31m\\u202E\\uD800",
        format(EventFormat.TEXT, event));
    assertEquals(
        "a\\\"b\\\\c\\\\u000Ad\\\\u001B[31m\\\\u202E\\\\uD800",
        format(EventFormat.JSON, event).replaceAll(".*\"page\":\"(.*)\",\"logger\".*", "$1"));
  }

  @Test
  void cutsAMessageWithoutEnd() {
    LogEvent event = event(Level.INFO, null, "x".repeat(100_000));
    assertEquals(31 + EventFormat.MAX_MESSAGE_CHARS, format(EventFormat.TEXT, event).length());
  }

  @Test
  void saysOnceThatItsFileIsFullAndBeginsAWholeLineWhenItIsNot() {
    Disk disk = new Disk();
    List<IOException> failures = new ArrayList<>();
    EventAppender appender = new EventAppender("test", disk, EventFormat.TEXT, failures::add);

    disk.freeBytes = 40;
    appender.append(event(Level.INFO, null, "first"));
    appender.append(event(Level.INFO, null, "second"));
    appender.append(event(Level.INFO, null, "third"));
    disk.freeBytes = 1000;
    appender.append(event(Level.INFO, null, "fourth"));

    assertEquals(1, failures.size());
    assertEquals(
        """
        2026-11-21T07:30:49.123Z INFO  first
        202
        2026-11-21T07:30:49.123Z INFO  fourth
        """,
        disk.content.toString());
  }

  /** Takes as much as there is room for, and then fails. */
  private static final class Disk implements WritableByteChannel {
    private final StringBuilder content = new StringBuilder();
    private int freeBytes;

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (freeBytes == 0) {
        throw new IOException("no space left on device");
      }
      byte[] bytes = new byte[Math.min(freeBytes, source.remaining())];
      source.get(bytes);
      freeBytes -= bytes.length;
      content.append(new String(bytes, StandardCharsets.UTF_8));
      return bytes.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
