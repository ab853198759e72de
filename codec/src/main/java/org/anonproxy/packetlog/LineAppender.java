package org.anonproxy.packetlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of each event and a line feed, through one buffer that is written when it is full
 * and at the end of each batch. The buffer and the channel belong to the logger's thread, which may
 * be stuck in a write for ever; what other threads ask for does not wait for it.
 *
 * <p>Log4j's own file appenders share their files between all contexts of the JVM by name, need a
 * layout, and go on with the next line after an error. This one owns its channel, and the first
 * error ends the log: what is on disk stays a beginning of the truth, later lines are counted as
 * dropped.
 */
final class LineAppender extends AbstractAppender {

  /** The event, without text, that comes after the last line. */
  static final Message END = new SimpleMessage("");

  /** Four hundred lines share a system call, yet a slow reader is seen to take something. */
  private static final int BUFFER_BYTES = 16 * 1024;

  /** The longest line is {@code RECV 4294967295 4294967295 ACK SYN FIN} and its line feed. */
  private static final int LONGEST_LINE_BYTES = 39;

  private final WritableByteChannel channel;
  private final Consumer<IOException> onFailure;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final StringBuilder line = new StringBuilder(LONGEST_LINE_BYTES);
  private final byte[] lineBytes = new byte[LONGEST_LINE_BYTES];
  private volatile @Nullable IOException failure;
  private volatile boolean abandoned;
  private volatile boolean ended;
  private volatile long writes;

  /** Guarded by this, as is {@link #droppedLines}; neither changes after {@link #abandon}. */
  private long writtenLines;

  private long droppedLines;

  LineAppender(WritableByteChannel channel, Consumer<IOException> onFailure) {
    super("packet-log", null, null, true, Property.EMPTY_ARRAY);
    this.channel = channel;
    this.onFailure = onFailure;
  }

  @Nullable IOException failure() {
    return failure;
  }

  /** Counts the writes that the device took, so that a stall can be told from slowness. */
  long writes() {
    return writes;
  }

  /** Says whether the channel is closed, and all before {@link #END} written or dropped. */
  boolean isEnded() {
    return ended;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Gives up on a device that takes nothing: what it takes from now on no longer counts as written,
   * and nothing more is offered to it.
   */
  synchronized void abandon() {
    abandoned = true;
  }

  /** Counts the lines that are not in the log, of all that were queued so far. */
  synchronized long droppedLines(long queuedLines) {
    return abandoned ? queuedLines - writtenLines : droppedLines;
  }

  private synchronized void settle(int written, int dropped) {
    if (!abandoned) {
      writtenLines += written;
      droppedLines += dropped;
    }
  }

  @Override
  public void append(LogEvent event) {
    Message message = event.getMessage();
    if (message instanceof CharSequence text && text.length() == 0) {
      finish();
      return;
    }
    if (failure != null || abandoned || ended) {
      settle(0, 1);
      return;
    }
    if (buffer.remaining() < LONGEST_LINE_BYTES) {
      write();
    }
    put(message);
    if (event.isEndOfBatch()) {
      write();
    }
  }

  private void put(Message message) {
    line.setLength(0);
    // The ring's event is its own message and hands on its text in one piece; anything else is a
    // synchronous call that Log4j makes only when a line is logged from the writing thread itself.
    if (message instanceof StringBuilderFormattable text) {
      text.formatTo(line);
    } else {
      line.append(message.getFormattedMessage());
    }
    line.append('\n');
    int lengthBytes = line.length();
    for (int index = 0; index < lengthBytes; index++) {
      lineBytes[index] = (byte) line.charAt(index);
    }
    buffer.put(lineBytes, 0, lengthBytes);
  }

  private void write() {
    buffer.flip();
    try {
      while (buffer.hasRemaining() && !abandoned) {
        writeOnce();
      }
    } catch (IOException e) {
      settle(0, linesLeft());
      fail(e);
    } finally {
      buffer.clear();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // other threads only read it
  private void writeOnce() throws IOException {
    int begin = buffer.position();
    if (channel.write(buffer) > 0) {
      writes++;
      settle(lines(begin, buffer.position()), 0);
    }
  }

  private int linesLeft() {
    return lines(buffer.position(), buffer.limit());
  }

  private int lines(int begin, int end) {
    int lines = 0;
    for (int index = begin; index < end; index++) {
      if (buffer.get(index) == '\n') {
        lines++;
      }
    }
    return lines;
  }

  private void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
      onFailure.accept(cause);
    }
  }

  /** Writes what is left and closes the channel. */
  private void finish() {
    write();
    try {
      channel.close();
    } catch (IOException e) {
      fail(e);
    } finally {
      ended = true;
    }
  }
}
