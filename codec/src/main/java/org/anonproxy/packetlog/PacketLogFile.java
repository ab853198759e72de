package org.anonproxy.packetlog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.anonproxy.logfile.LogFile;
import org.anonproxy.logfile.Rotation;
import org.anonproxy.netty.PacketLog;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.jmx.RingBufferAdmin;
import org.jspecify.annotations.Nullable;

/**
 * Logs packets to a file, a line each, from any thread and without writing on that thread.
 *
 * <p>A call formats its line into a bounded queue and returns; it allocates nothing and, with
 * {@link Overflow#DROP}, never waits. A thread of the log's own writes the file; the lines of one
 * caller keep their order, and {@code tail -f} sees a line within some 20 ms. After a write error
 * the log pauses and goes on in a new file; where there can be none, it ends: see {@link
 * PacketLogObserver} and {@link #failure()}. Several logs in one JVM know nothing of each other, as
 * long as their files differ.
 *
 * <p>Log4j asks its clock for every line though no line shows the time. With {@code
 * -Dlog4j2.clock=SystemMillisClock}, as both programs set it, that allocates nothing; with the
 * default clock it is up to the compiler whether a line costs 24 bytes.
 */
public final class PacketLogFile implements PacketLog, AutoCloseable {

  /** The path that stands for standard output. */
  public static final Path STANDARD_OUTPUT = Path.of("-");

  private static final String CALLER = PacketLogFile.class.getName();

  /**
   * Slots that stay free, so that as many threads as this may find room at the same moment. Log4j
   * must never find its queue full: with Disruptor 4 it then silently discards lines of concurrent
   * callers, taking the overshooting cursor of one waiting thread for a queue beyond repair.
   */
  private static final long RESERVED_SLOTS = 64;

  private static final long ROOM_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long CLOSE_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final ThreadLocal<PacketLogLine> lines = ThreadLocal.withInitial(PacketLogLine::new);
  private final LongAdder refusedLines = new LongAdder();
  private final LongAdder queuedLines = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private final PollingWaitStrategy waitStrategy = new PollingWaitStrategy();
  private final WritableByteChannel channel;
  private final Overflow overflow;
  private final LineAppender appender;
  private final PacketLogContext context;
  private final Logger logger;
  private final RingBufferAdmin ring;
  private final long capacityLines;
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
    appender = new LineAppender(channel, observer, nanoTime);
    context = new PacketLogContext(appender, waitStrategy);
    logger = context.open();
    ring = context.createRingBufferAdmin();
    capacityLines = ring.getBufferSize();
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
   * Loads what a log is made of, so that the first one opens sooner; without it, that is done when
   * it opens. May run beside other work.
   */
  public static void prepare() {
    PacketLogContext.prepare();
    WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
    PacketLogContext unused =
        new PacketLogContext(
            new LineAppender(nowhere, cause -> {}, System::nanoTime), new PollingWaitStrategy());
  }

  /**
   * Makes sure that the next line goes to a file of the right name, after others moved it away; a
   * log that pauses tries to go on with that line.
   */
  public void reopen() {
    if (channel instanceof LogFile file) {
      file.reopen();
      appender.tryNow();
    }
  }

  @Override
  public void received(int sequenceNumber, int acknowledgmentNumber, int flags) {
    log(PacketLogLine.RECEIVED, sequenceNumber, acknowledgmentNumber, flags);
  }

  @Override
  public void sent(int sequenceNumber, int acknowledgmentNumber, int flags) {
    log(PacketLogLine.SENT, sequenceNumber, acknowledgmentNumber, flags);
  }

  private void log(String direction, int sequenceNumber, int acknowledgmentNumber, int flags) {
    if (closed || appender.isAbandoned()) {
      refusedLines.increment();
      return;
    }
    long freeSlots = ring.getRemainingCapacity();
    if (2 * freeSlots < capacityLines && !makeRoom(freeSlots)) {
      refusedLines.increment();
      return;
    }
    queuedLines.increment();
    PacketLogLine line = lines.get();
    logger.logMessage(
        CALLER,
        Level.INFO,
        null,
        line.with(direction, sequenceNumber, acknowledgmentNumber, flags),
        null);
  }

  /** Hurries the writer on, and says whether the line may be queued, if need be after a wait. */
  private boolean makeRoom(long freeSlots) {
    waitStrategy.wake();
    if (freeSlots > RESERVED_SLOTS) {
      return true;
    }
    if (overflow == Overflow.DROP) {
      return false;
    }
    waits.increment();
    return awaitRoom() && !closed;
  }

  private boolean awaitRoom() {
    StallTimer timer = null;
    while (ring.getRemainingCapacity() <= RESERVED_SLOTS) {
      if (timer == null && ending) {
        timer = new StallTimer(appender);
      }
      if (timer != null && timer.isStalled()) {
        appender.abandon();
      }
      if (appender.isAbandoned()) {
        return false;
      }
      waitStrategy.wake();
      LockSupport.parkNanos(this, ROOM_POLL_NANOS);
    }
    return true;
  }

  /** Counts the lines that were not written: no room, after a failure, or after the end. */
  public long droppedLines() {
    return refusedLines.sum() + appender.droppedLines(queuedLines.sum());
  }

  /** Counts the lines that were not even queued: no room, or after the end. */
  public long refusedLines() {
    return refusedLines.sum();
  }

  /** Counts the lines that wait in the queue to be written; from any thread, of this moment. */
  public long pendingLines() {
    return Math.max(0, capacityLines - ring.getRemainingCapacity());
  }

  /** Counts the lines whose caller had to wait for room in the queue. */
  public long waits() {
    return waits.sum();
  }

  /** Tells why the log last paused, or ended before its time, or null if it never did. */
  public @Nullable IOException failure() {
    return appender.failure();
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
    // A reserved slot is free even when the queue is full. Closing is left to the writing thread.
    logger.logMessage(CALLER, Level.INFO, null, LineAppender.END, null);
    // Log4j would wait eleven seconds for a thread that is stuck.
    if (awaitEnd()) {
      context.stop(1, TimeUnit.SECONDS);
    }
  }

  /** Log4j's own stop sleeps 50 ms at a time for this, too long for a client of 300 ms. */
  private boolean awaitEnd() {
    StallTimer timer = new StallTimer(appender);
    while (!appender.isEnded() || ring.getRemainingCapacity() < capacityLines) {
      if (timer.isStalled()) {
        appender.abandon();
      }
      if (appender.isAbandoned()) {
        return false;
      }
      waitStrategy.wake();
      LockSupport.parkNanos(this, CLOSE_POLL_NANOS);
    }
    return true;
  }
}
