package org.anonproxy.packetlog;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.anonproxy.logfile.LogFile;
import org.anonproxy.logfile.Rotation;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.queue.SlotQueue;
import org.jspecify.annotations.Nullable;

/**
 * Logs packets to a file, a line each, from any thread and without writing on that thread.
 *
 * <p>A call puts its line into a bounded queue and returns; it allocates nothing and, with {@link
 * Overflow#DROP}, never waits. A thread of the log's own writes the file; the lines of one caller
 * keep their order, and {@code tail -f} sees a line within some 20 ms. After a write error the log
 * pauses and goes on in a new file; where there can be none, it ends: see {@link PacketLogObserver}
 * and {@link #failure()}. Several logs in one JVM know nothing of each other, as long as their
 * files differ.
 */
public final class PacketLogFile implements PacketLog, AutoCloseable {

  /** The path that stands for standard output. */
  public static final Path STANDARD_OUTPUT = Path.of("-");

  private static final int QUEUED_LINES = 4096;
  private static final long ROOM_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long CLOSE_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final SlotQueue<PacketLogLine> queue = new SlotQueue<>(PacketLogLine::new, QUEUED_LINES);
  private final LongAdder refusedLines = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private final WritableByteChannel channel;
  private final Overflow overflow;
  private final LineWriter writer;
  private final LogThread thread;
  private volatile boolean ending;
  private volatile boolean closed;

  PacketLogFile(WritableByteChannel channel, Overflow overflow, PacketLogObserver observer) {
    this(channel, overflow, observer, System::nanoTime);
  }

  PacketLogFile(
      WritableByteChannel channel,
      Overflow overflow,
      PacketLogObserver observer,
      LongSupplier nanoTime) {
    this.channel = channel;
    this.overflow = overflow;
    writer = new LineWriter(channel, observer, nanoTime);
    thread = new LogThread(queue, writer);
    thread.start();
  }

  /** Opens a log whose failure is only asked for with {@link #failure()}. */
  public static PacketLogFile open(Path file, Overflow overflow) throws IOException {
    return open(file, overflow, Rotation.NONE, failure -> {});
  }

  /**
   * Opens a log. A new run begins a new log, as a capture does: a file that exists is emptied, or
   * rotated away if the log is rotated.
   *
   * @param file where to write, or {@link #STANDARD_OUTPUT}
   * @throws IOException with a message for the user, when the file cannot be written
   */
  public static PacketLogFile open(
      Path file, Overflow overflow, Rotation rotation, PacketLogObserver observer)
      throws IOException {
    return new PacketLogFile(LogChannel.open(file, rotation, observer), overflow, observer);
  }

  /**
   * Makes sure, as far as can be told without changing anything, that a log can be opened.
   *
   * @throws IOException with a message for the user, when the file cannot be written
   */
  public static void requireWritable(Path file) throws IOException {
    LogChannel.requireWritable(file);
  }

  /**
   * Makes sure that the next line goes to a file of the right name, after others moved it away; a
   * log that pauses tries to go on with that line.
   */
  public void reopen() {
    if (channel instanceof LogFile file) {
      file.reopen();
      writer.tryNow();
    }
  }

  @Override
  public void received(int sequenceNumber, int acknowledgmentNumber, int flags) {
    log(false, sequenceNumber, acknowledgmentNumber, flags);
  }

  @Override
  public void sent(int sequenceNumber, int acknowledgmentNumber, int flags) {
    log(true, sequenceNumber, acknowledgmentNumber, flags);
  }

  private void log(boolean sent, int sequenceNumber, int acknowledgmentNumber, int flags) {
    long position = closed || writer.isOver() ? SlotQueue.FULL : claim();
    if (position == SlotQueue.FULL) {
      refusedLines.increment();
      return;
    }
    queue.slot(position).set(sent, sequenceNumber, acknowledgmentNumber, flags);
    queue.publish(position);
  }

  /** Claims a slot, if need be after a wait. */
  private long claim() {
    long position = queue.claim();
    if (position != SlotQueue.FULL) {
      if (2 * queue.size() > QUEUED_LINES) {
        thread.wake();
      }
      return position;
    }
    if (overflow == Overflow.DROP) {
      thread.wake();
      return SlotQueue.FULL;
    }
    waits.increment();
    return awaitRoom();
  }

  private long awaitRoom() {
    StallTimer timer = null;
    long position;
    while ((position = queue.claim()) == SlotQueue.FULL) {
      if (timer == null && ending) {
        timer = new StallTimer(writer);
      }
      if (timer != null && timer.isStalled()) {
        writer.abandon();
      }
      if (closed || writer.isOver()) {
        return SlotQueue.FULL;
      }
      thread.wake();
      LockSupport.parkNanos(this, ROOM_POLL_NANOS);
    }
    return position;
  }

  /** Counts the lines that were not written: no room, after a failure, or after the end. */
  public long droppedLines() {
    return refusedLines.sum() + writer.droppedLines(queue::claims);
  }

  /** Counts the lines that were not even queued: no room, or after the end. */
  public long refusedLines() {
    return refusedLines.sum();
  }

  /** Counts the lines that wait in the queue to be written; from any thread, of this moment. */
  public long pendingLines() {
    return writer.isOver() ? 0 : queue.size();
  }

  /** Counts the lines whose caller had to wait for room in the queue. */
  public long waits() {
    return waits.sum();
  }

  /** Tells why the log last paused, or ended before its time, or null if it never did. */
  public @Nullable IOException failure() {
    return writer.failure();
  }

  /**
   * Lets nobody wait much longer for a device that takes nothing: from now on, two seconds without
   * a write end the log, and the lines it still held count as dropped. As long as the device takes
   * something, nothing changes. To be called before that is closed whose threads log: its closing
   * waits for them.
   */
  public void prepareToClose() {
    ending = true;
  }

  /**
   * Hands every line logged before to the operating system and closes the file; later lines are
   * counted as dropped. Gives up on a device that takes nothing for two seconds: the lines that
   * were left count as dropped, and the file is left to the thread that is stuck in it. Further
   * calls do nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    ending = true;
    closed = true;
    thread.end();
    StallTimer timer = new StallTimer(writer);
    while (!writer.isOver()) {
      if (timer.isStalled()) {
        writer.abandon();
      }
      LockSupport.parkNanos(this, CLOSE_POLL_NANOS);
    }
  }
}
