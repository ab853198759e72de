package org.anonproxy.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * Writes each event as one line. When a line cannot be written (the disk is full), that is said
 * once, and the events until it works again are left out.
 *
 * <p>Belongs to the thread that takes events out of the console log's queue.
 */
final class EventAppender extends AbstractAppender {
  private final WritableByteChannel channel;
  private final EventLine format;
  private final Consumer<IOException> onFailure;
  private final StringBuilder line = new StringBuilder();
  private boolean interrupted;
  private boolean failing;

  EventAppender(
      String name, WritableByteChannel channel, EventLine format, Consumer<IOException> onFailure) {
    super(name, null, null, true, Property.EMPTY_ARRAY);
    this.channel = channel;
    this.format = format;
    this.onFailure = onFailure;
  }

  @Override
  public void append(LogEvent event) {
    line.setLength(0);
    // What was begun when the device failed is no line.
    line.append(interrupted ? "\n" : "");
    format.append(event, line);
    line.append('\n');
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.toString());
    int lengthBytes = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      interrupted = false;
      failing = false;
    } catch (IOException e) {
      interrupted |= bytes.remaining() < lengthBytes;
      if (!failing) {
        failing = true;
        onFailure.accept(e);
      }
    }
  }
}
