package org.anonproxy.packetlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of each event and a line feed, through one buffer that is written when it is full
 * and at the end of each batch. Runs on the logger's thread only.
 *
 * <p>Log4j's own file appenders share their files between all contexts of the JVM by name, need a
 * layout, and go on with the next line after an error. This one owns its channel, and the first
 * error ends the log: what is on disk stays a beginning of the truth, later lines are counted as
 * dropped.
 */
final class LineAppender extends AbstractAppender {

  private static final int BUFFER_BYTES = 64 * 1024;

  /** The longest line is {@code RECV 4294967295 4294967295 ACK SYN FIN} and its line feed. */
  private static final int LONGEST_LINE_BYTES = 39;

  private final WritableByteChannel channel;
  private final LongAdder droppedLines;
  private final Consumer<IOException> onFailure;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private volatile @Nullable IOException failure;

  LineAppender(
      WritableByteChannel channel, LongAdder droppedLines, Consumer<IOException> onFailure) {
    super("packet-log", null, null, true, Property.EMPTY_ARRAY);
    this.channel = channel;
    this.droppedLines = droppedLines;
    this.onFailure = onFailure;
  }

  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void append(LogEvent event) {
    if (failure != null) {
      droppedLines.increment();
      return;
    }
    if (buffer.remaining() < LONGEST_LINE_BYTES) {
      write();
    }
    put(event.getMessage());
    if (event.isEndOfBatch()) {
      write();
    }
  }

  private void put(Message message) {
    // The ring's event is its own message and its own text; anything else is a synchronous call
    // that Log4j makes only when a line is logged from the writing thread itself.
    CharSequence line = message instanceof CharSequence text ? text : message.getFormattedMessage();
    for (int index = 0; index < line.length(); index++) {
      buffer.put((byte) line.charAt(index));
    }
    buffer.put((byte) '\n');
  }

  private void write() {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      fail(e);
    } finally {
      buffer.clear();
    }
  }

  private void fail(IOException cause) {
    while (buffer.hasRemaining()) {
      if (buffer.get() == '\n') {
        droppedLines.increment();
      }
    }
    if (failure == null) {
      failure = cause;
      onFailure.accept(cause);
    }
  }

  /** Writes what is left and closes the channel, after the last event. */
  void finish() {
    write();
    try {
      channel.close();
    } catch (IOException e) {
      fail(e);
    }
  }
}
