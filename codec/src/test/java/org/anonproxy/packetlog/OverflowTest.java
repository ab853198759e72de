package org.anonproxy.packetlog;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;

/**
 * Proves what happens when the queue is full, with a device that takes nothing until it is told.
 */
class OverflowTest {

  private static final int LINES = 20_000;
  private static final long PATIENCE_MILLIS = 6_000;

  private final StalledDevice device = new StalledDevice();

  @Test
  void dropsAndCountsWhatTheQueueCannotHold() {
    PacketLogFile log = new PacketLogFile(device, Overflow.DROP, failure -> {});
    logLines(log);
    assertTrue(log.droppedLines() > 0);
    // The queue is full, but for what its reader holds.
    assertTrue(log.pendingLines() > 0, () -> log.pendingLines() + " lines are waiting");

    device.resume.countDown();
    log.close();

    assertEquals(0, log.pendingLines());
    assertEquals(LINES, log.droppedLines() + device.lines.get());
    assertEquals(0, log.waits());
  }

  @Test
  void waitsRatherThanLosingALine() throws InterruptedException {
    PacketLogFile log = new PacketLogFile(device, Overflow.BLOCK, failure -> {});
    Thread caller = new Thread(() -> logLines(log));
    caller.start();
    await().until(() -> log.waits() > 0);

    device.resume.countDown();
    caller.join();
    log.close();

    assertEquals(LINES, device.lines.get());
    assertEquals(0, log.droppedLines());
  }

  @Test
  void freesACallerWhoseLogTakesNothingOnceTheEndIsNear() throws InterruptedException {
    PacketLogFile log = new PacketLogFile(device, Overflow.BLOCK, failure -> {});
    Thread caller = new Thread(() -> logLines(log));
    caller.start();
    await().until(() -> log.waits() > 0);

    log.prepareToClose();
    caller.join(PATIENCE_MILLIS);
    assertFalse(caller.isAlive());
    assertTimeoutPreemptively(Duration.ofMillis(PATIENCE_MILLIS), log::close);
    assertEquals(LINES, log.droppedLines());

    device.resume.countDown();
    await().until(() -> device.closed);
    assertEquals(LINES, log.droppedLines());
  }

  @Test
  void givesUpClosingADeviceThatTakesNothing() {
    PacketLogFile log = new PacketLogFile(device, Overflow.DROP, failure -> {});
    logLines(log);

    assertTimeoutPreemptively(Duration.ofMillis(PATIENCE_MILLIS), log::close);

    assertEquals(LINES, log.droppedLines());
    device.resume.countDown();
  }

  @Test
  void losesNothingToTheEndWhileTheDeviceTakesLines() throws InterruptedException {
    PacketLogFile log = new PacketLogFile(device, Overflow.BLOCK, failure -> {});
    Thread caller = new Thread(() -> logLines(log));
    caller.start();
    await().until(() -> log.waits() > 0);

    log.prepareToClose();
    device.resume.countDown();
    caller.join();
    log.close();

    assertEquals(LINES, device.lines.get());
    assertEquals(0, log.droppedLines());
  }

  @Test
  void freesACallerWhoseLogIsClosed() throws InterruptedException {
    PacketLogFile log = new PacketLogFile(device, Overflow.BLOCK, failure -> {});
    Thread caller = new Thread(() -> logLines(log));
    caller.start();
    await().until(() -> log.waits() > 0);

    assertTimeoutPreemptively(Duration.ofMillis(PATIENCE_MILLIS), log::close);
    caller.join(PATIENCE_MILLIS);

    assertFalse(caller.isAlive());
    assertEquals(LINES, log.droppedLines());
    device.resume.countDown();
  }

  @Test
  void holdsUpNobodyAfterItsWriterCameToGrief() {
    BrokenDevice broken = new BrokenDevice();
    PacketLogFile log = new PacketLogFile(broken, Overflow.BLOCK, failure -> {});

    assertTimeoutPreemptively(Duration.ofMillis(PATIENCE_MILLIS), () -> logLines(log));
    log.close();

    assertTrue(broken.closed);
    assertEquals(LINES, log.droppedLines());
    assertEquals(0, log.pendingLines());
    await().until(() -> broken.uncaught.equals(List.of(broken.unexpected)));
  }

  private static void logLines(PacketLogFile log) {
    for (int line = 0; line < LINES; line++) {
      log.sent(line, line, Flags.ACK);
    }
  }

  private abstract static class Device implements WritableByteChannel {

    volatile boolean closed;

    @Override
    public boolean isOpen() {
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class BrokenDevice extends Device {

    private final RuntimeException unexpected = new IllegalStateException("a device's own");
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    @Override
    public int write(ByteBuffer source) {
      Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
      throw unexpected;
    }
  }

  private static final class StalledDevice extends Device {

    private final CountDownLatch resume = new CountDownLatch(1);
    private final AtomicLong lines = new AtomicLong();

    @Override
    public int write(ByteBuffer source) {
      try {
        resume.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      int bytes = source.remaining();
      while (source.hasRemaining()) {
        if (source.get() == '\n') {
          lines.incrementAndGet();
        }
      }
      return bytes;
    }
  }
}
