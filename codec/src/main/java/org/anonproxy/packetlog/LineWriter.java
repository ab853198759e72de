package org.anonproxy.packetlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.anonproxy.logfile.LogFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines through one buffer, which is written when it is full and when it is flushed. The
 * buffer and the channel belong to the log's thread, which may be stuck in a write for ever; what
 * other threads ask for does not wait for it.
 *
 * <p>It leaves no hole within a file: after an error it pauses, counts what comes as dropped, and
 * goes on in a new file. Every ten seconds the next line has it tried. What is no regular file
 * cannot begin anew, and its first error ends the log.
 */
final class LineWriter {

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
  private final StringBuilder text = new StringBuilder(LONGEST_LINE_BYTES);
  private final byte[] textBytes = new byte[LONGEST_LINE_BYTES];
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

  LineWriter(WritableByteChannel channel, PacketLogObserver observer, LongSupplier nanoTime) {
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

  /** Says whether the log is closed, or given up. */
  boolean isOver() {
    return abandoned || ended;
  }

  /**
   * Gives up on a device that takes nothing: what it takes from now on no longer counts as written,
   * and nothing more is offered to it.
   */
  synchronized void abandon() {
    abandoned = true;
  }

  /**
   * Counts the lines that are not in the log, of all that were queued so far, whose number is asked
   * for when no more are being written.
   */
  synchronized long droppedLines(LongSupplier queuedLines) {
    return isOver() ? queuedLines.getAsLong() - writtenLines : droppedLines;
  }

  private synchronized void settle(int written, int dropped) {
    if (!abandoned) {
      writtenLines += written;
      droppedLines += dropped;
    }
  }

  /** Takes a line, to be written with the next ones. */
  void append(PacketLogLine line) {
    if (abandoned || !isOn()) {
      drop(1);
      return;
    }
    if (buffer.remaining() < LONGEST_LINE_BYTES) {
      flush();
    }
    put(line);
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

  private void put(PacketLogLine line) {
    text.setLength(0);
    line.appendTo(text);
    int lengthBytes = text.length();
    for (int index = 0; index < lengthBytes; index++) {
      textBytes[index] = (byte) text.charAt(index);
    }
    buffer.put(textBytes, 0, lengthBytes);
  }

  /** Writes what was taken; does nothing where that is nothing. */
  void flush() {
    if (buffer.position() == 0) {
      return;
    }
    buffer.flip();
    try {
      while (buffer.hasRemaining() && !abandoned) {
        writeOnce();
      }
      if (state == State.TRYING && !buffer.hasRemaining()) {
        state = State.WRITING;
        long missing = missingLines;
        tell(() -> observer.resumed(missing));
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
      tell(mayGoOn ? () -> observer.paused(cause) : () -> observer.ended(cause));
    }
  }

  /** An observer that throws is no reason for the log to end. */
  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException thrown) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    }
  }

  /** Writes what is left and closes the channel. */
  void finish() {
    try (channel) {
      flush();
    } catch (IOException e) {
      fail(e);
    } finally {
      ended = true;
    }
  }
}
