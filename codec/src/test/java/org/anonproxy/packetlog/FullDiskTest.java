package org.anonproxy.packetlog;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.anonproxy.logfile.NarrowDisk;
import org.anonproxy.logfile.Rotation;
import org.anonproxy.wire.Flags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs to a disk that is full after five lines and the first digits of the sixth. */
class FullDiskTest {
  private static final String LINE = "SEND 4294967295 12345 ACK\n";
  private static final long ROOM_BYTES = 1 << 20;

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(15));
  private final NarrowDisk disk = new NarrowDisk();
  private final Path directory;
  private final Path file;
  private final PacketLogFile log;
  private volatile @Nullable RuntimeException unexpected;

  FullDiskTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    file = directory.resolve("log");
    disk.free(5L * LINE.length() + "SEND 42949".length());
    log = newLog(disk.open(file, Rotation.NONE, e -> reports.add("trouble"), nowNanos::get));
  }

  private PacketLogFile newLog(WritableByteChannel channel) {
    return new PacketLogFile(channel, Overflow.BLOCK, new Reports(), nowNanos::get);
  }

  @BeforeEach
  void fillTheDisk() {
    send(8);
    await().until(() -> log.droppedLines() == 3);
    assertEquals(List.of("paused: No space left on device"), reports);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void send(int lines) {
    for (int line = 0; line < lines; line++) {
      log.sent(-1, 12345, Flags.ACK);
    }
  }

  private void sendAfter(long seconds) {
    nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    send(1);
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  @Test
  void leavesWholeLinesInTheFile() throws IOException {
    assertEquals(LINE.repeat(5), read("log"));
    assertFalse(Files.exists(directory.resolve("log.1")));
  }

  @Test
  void goesOnInANewFileWhenThereIsRoomAgain() throws IOException {
    disk.free(ROOM_BYTES);
    sendAfter(9);
    await().until(() -> log.droppedLines() == 4);
    sendAfter(1);
    await().until(() -> reports.size() == 2);
    send(2);
    log.close();

    assertEquals(List.of("paused: No space left on device", "resumed without 4"), reports);
    assertEquals(LINE.repeat(5), read("log.1"));
    assertEquals(LINE.repeat(3), read("log"));
    assertEquals(4, log.droppedLines());
    assertEquals(0, log.refusedLines());
  }

  @Test
  void goesOnWhateverItsObserverThrows() throws IOException {
    unexpected = new IllegalStateException("an observer's own");
    disk.free(ROOM_BYTES);
    sendAfter(10);
    await().until(() -> reports.contains("thrown: an observer's own"));
    send(2);
    log.close();

    assertEquals(LINE.repeat(3), read("log"));
    assertEquals(3, log.droppedLines());
  }

  @Test
  void goesOnAtOnceWhenToldToReopen() throws IOException {
    disk.free(ROOM_BYTES);
    log.reopen();
    send(1);
    await().until(() -> reports.contains("resumed without 3"));
    assertEquals(LINE, read("log"));
  }

  @Test
  void triesNoMoreOftenThanEveryTenSeconds() {
    sendAfter(10);
    await().until(() -> log.droppedLines() == 4);
    disk.free(ROOM_BYTES);
    sendAfter(9);
    await().until(() -> log.droppedLines() == 5);
    sendAfter(1);
    await().until(() -> reports.contains("resumed without 5"));
  }

  @Test
  void triesOnceWhenToldToReopen() {
    log.reopen();
    send(1);
    await().until(() -> log.droppedLines() == 4);
    disk.free(ROOM_BYTES);
    send(1);
    await().until(() -> log.droppedLines() == 5);
    assertEquals(1, reports.size());
  }

  @Test
  void setsNothingAsideForLessRoomThanIsWorthAFile() throws IOException {
    disk.free((64 << 10) - 1);
    sendAfter(10);
    await().until(() -> log.droppedLines() == 4);
    assertEquals(LINE.repeat(5), read("log"));
    assertEquals(1, reports.size());
  }

  @Test
  void saysNothingWhenItFailsAgainAndLeavesNoMoreFiles() throws IOException {
    disk.pretend(ROOM_BYTES, 0);
    sendAfter(10);
    await().until(() -> log.droppedLines() == 4);
    sendAfter(10);
    await().until(() -> log.droppedLines() == 5);
    sendAfter(9);
    await().until(() -> log.droppedLines() == 6);
    disk.free(ROOM_BYTES);
    sendAfter(1);
    await().until(() -> reports.size() == 2);

    assertEquals(List.of("paused: No space left on device", "resumed without 6"), reports);
    assertEquals(LINE, read("log"));
    assertEquals(LINE.repeat(5), read("log.1"));
    assertFalse(Files.exists(directory.resolve("log.2")));
  }

  @Test
  void pausesAsOftenAsTheDiskIsFullAndCountsEachPauseByItself() throws IOException {
    disk.pretend(ROOM_BYTES, LINE.length() + 1);
    sendAfter(10);
    await().until(() -> reports.size() == 2);
    send(2);
    await().until(() -> reports.size() == 3 && log.droppedLines() == 5);
    disk.free(ROOM_BYTES);
    sendAfter(10);
    await().until(() -> reports.size() == 4);

    assertEquals(
        List.of(
            "paused: No space left on device",
            "resumed without 3",
            "paused: No space left on device",
            "resumed without 2"),
        reports);
    assertEquals(LINE, read("log"));
    assertEquals(LINE, read("log.1"));
    assertEquals(LINE.repeat(5), read("log.2"));
  }

  @Test
  void goesOnUnderItsNameWhenItsFileWasDeletedToMakeRoom() throws IOException {
    Files.delete(file);
    disk.free(ROOM_BYTES);
    sendAfter(10);
    await().until(() -> reports.contains("resumed without 3"));
    assertEquals(LINE, read("log"));
    assertFalse(Files.exists(directory.resolve("log.1")));
  }

  @Test
  void endsWhereNoNewFileCanBegin() {
    reports.clear();
    try (PacketLogFile pipe = newLog(new BrokenPipe())) {
      pipe.sent(1, 2, Flags.ACK);
      await().until(() -> pipe.droppedLines() == 1);
      pipe.reopen();
      nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
      pipe.sent(1, 2, Flags.ACK);
      await().until(() -> pipe.droppedLines() == 2);
    }
    assertEquals(List.of("ended: Broken pipe"), reports);
  }

  private final class Reports implements PacketLogObserver {
    @Override
    public void inTrouble(IOException cause) {
      reports.add("in trouble: " + cause.getMessage());
    }

    @Override
    public void paused(IOException cause) {
      reports.add("paused: " + cause.getMessage());
    }

    @Override
    public void resumed(long missingLines) {
      reports.add("resumed without " + missingLines);
      if (unexpected != null) {
        Thread.currentThread()
            .setUncaughtExceptionHandler(
                (thread, thrown) -> reports.add("thrown: " + thrown.getMessage()));
        throw unexpected;
      }
    }

    @Override
    public void ended(IOException cause) {
      reports.add("ended: " + cause.getMessage());
    }
  }

  private static final class BrokenPipe implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
