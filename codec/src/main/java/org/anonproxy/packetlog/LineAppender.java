package org.anonproxy.packetlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.anonproxy.logfile.LogFile;
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
 * layout, and go on with the next line after an error. This one owns its channel and leaves no hole
 * within a file: after an error it pauses, counts what comes as dropped, and goes on in a new file.
 * Every ten seconds the next line has it tried. What is no regular file cannot begin anew, and its
 * first error ends the log.
 */
final class LineAppender extends AbstractAppender {

  /** The event, without text, that comes after the last line. */
  static final Message END = new SimpleMessage("");

  /** Four hundred lines share a system call, yet a slow reader is seen to take something. */
  private static final int BUFFER_BYTES = 16 * 1024;

  /** The longest line is {@code RECV 4294967295 4294967295 ACK SYN FIN} and its line feed. */
  private static final int LONGEST_LINE_BYTES = 39;

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private enum State {
    /** All is well. */
    WRITING,
    /** Nothing could be written; lines are left out. */
    PAUSED,
    /** There is a new file, and it remains to be seen whether it takes lines. */
    TRYING,
    /** Nothing more is written. */
    OVER
  }

  private final WritableByteChannel channel;
  private final PacketLogObserver observer;
  private final LongSupplier nanoTime;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final StringBuilder line = new StringBuilder(LONGEST_LINE_BYTES);
  private final byte[] lineBytes = new byte[LONGEST_LINE_BYTES];
  private volatile @Nullable IOException failure;
  private volatile boolean abandoned;
  private volatile boolean ended;
  private volatile boolean tryingNow;
  private volatile long writes;
  private State state = State.WRITING;
  private long retryNanos;
  private long missingLines;

  /** Guarded by this, as is {@link #droppedLines}; neither changes after {@link #abandon}. */
  private long writtenLines;

  private long droppedLines;

  LineAppender(WritableByteChannel channel, PacketLogObserver observer, LongSupplier nanoTime) {
    super("packet-log", null, null, true, Property.EMPTY_ARRAY);
    this.channel = channel;
    this.observer = observer;
    this.nanoTime = nanoTime;
  }

  /** Has the next line tried if the log pauses; for any thread. */
  void tryNow() {
    tryingNow = true;
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
    if (abandoned || ended || !isOn()) {
      drop(1);
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

  /** Says whether a line may be written, if need be in a new file. */
  private boolean isOn() {
    if (state != State.PAUSED) {
      return state != State.OVER;
    }
    if (!tryingNow && nanoTime.getAsLong() - retryNanos < 0) {
      return false;
    }
    tryingNow = false;
    retryNanos = nanoTime.getAsLong() + RETRY_NANOS;
    try {
      ((LogFile) channel).goOn();
      state = State.TRYING;
      return true;
    } catch (IOException stillNoRoom) {
      return false;
    }
  }

  private void drop(int lines) {
    settle(0, lines);
    missingLines += lines;
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
      if (state == State.TRYING && !buffer.hasRemaining()) {
        state = State.WRITING;
        observer.resumed(missingLines);
      }
    } catch (IOException e) {
      int left = linesLeft();
      fail(e);
      drop(left);
    } finally {
      buffer.clear();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // other threads only read it
  private void writeOnce() throws IOException {
    int begin = buffer.position();
    try {
      if (channel.write(buffer) > 0) {
        writes++;
      }
    } finally {
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
    boolean news = state == State.WRITING;
    boolean mayGoOn = channel instanceof LogFile file && file.canGoOn();
    state = mayGoOn ? State.PAUSED : State.OVER;
    retryNanos = nanoTime.getAsLong() + RETRY_NANOS;
    tryingNow = false;
    if (news) {
      failure = cause;
      missingLines = 0;
      tell(mayGoOn, cause);
    }
  }

  private void tell(boolean mayGoOn, IOException cause) {
    if (mayGoOn) {
      observer.paused(cause);
    } else {
      observer.ended(cause);
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
