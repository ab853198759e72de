package org.anonproxy.logfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final Rotation TEN_BYTES = new Rotation(10, 2);

  @TempDir private Path directory = Path.of("");

  private final List<IOException> trouble = new ArrayList<>();
  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE);
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("log");
  }

  @Test
  void keepsTheNewestFullFiles() throws IOException {
    try (LogFile log = LogFile.continuing(file, TEN_BYTES, trouble::add)) {
      for (String line : List.of("aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg")) {
        write(log, line + "\n");
      }
    }
    assertEquals("gggg\n", read("log"));
    assertEquals("eeee\nffff\n", read("log.1"));
    assertEquals("cccc\ndddd\n", read("log.2"));
    assertFalse(Files.exists(directory.resolve("log.3")));
    assertEquals(List.of(), trouble);
  }

  @Test
  void rotatesNeverWithinALine() throws IOException {
    try (LogFile log = LogFile.continuing(file, TEN_BYTES, trouble::add)) {
      write(log, "aaaaaaaa");
      write(log, "bbbbbbbb\n");
      write(log, "c\n");
    }
    assertEquals("aaaaaaaabbbbbbbb\n", read("log.1"));
    assertEquals("c\n", read("log"));
  }

  @Test
  void goesOnOrBeginsAnewAsAsked() throws IOException {
    Files.writeString(file, "old\n");
    try (LogFile log = LogFile.continuing(file, Rotation.NONE, trouble::add)) {
      write(log, "new\n");
    }
    assertEquals("old\nnew\n", read("log"));

    LogFile.anew(file, TEN_BYTES, trouble::add).close();
    assertEquals("", read("log"));
    assertEquals("old\nnew\n", read("log.1"));

    Files.writeString(file, "old\n");
    LogFile.anew(file, Rotation.NONE, trouble::add).close();
    assertEquals("", read("log"));
    assertEquals("old\nnew\n", read("log.1"));
  }

  @Test
  void followsItsNameAtOnceWhenToldThatItWasMoved() throws IOException {
    Path moved = directory.resolve("moved");
    try (LogFile log = LogFile.continuing(file, Rotation.NONE, trouble::add)) {
      write(log, "a\nb");
      Files.move(file, moved);
      log.reopen();
      write(log, "c\n");
      write(log, "d\n");
    }
    assertEquals("a\nbc\n", read("moved"));
    assertEquals("d\n", read("log"));
  }

  @Test
  void noticesByItselfThatItWasMovedOrReplaced() throws IOException {
    try (LogFile log = LogFile.continuing(file, Rotation.NONE, trouble::add)) {
      Files.move(file, directory.resolve("moved"));
      Files.writeString(file, "of another\n");
      Awaitility.await()
          .until(
              () -> {
                write(log, "x\n");
                return read("log").equals("of another\nx\n");
              });
    }
  }

  @Test
  void leavesNoHoleWhenItsFileIsEmptiedByOthers() throws IOException {
    try (LogFile log = LogFile.continuing(file, TEN_BYTES, trouble::add)) {
      write(log, "aaaa\n");
      Files.copy(file, directory.resolve("copy"));
      Files.writeString(file, "");
      write(log, "bbbb\n");
      write(log, "cccc\n");
    }
    assertEquals("bbbb\ncccc\n", read("log"));
    assertEquals("aaaa\n", read("copy"));
  }

  @Test
  void writesOnWhereItIsWhileItCannotRotate() throws IOException {
    Path obstacle = Files.createDirectories(directory.resolve("log.1").resolve("full"));
    try (LogFile log = open(new Rotation(10, 1), Disk.REAL)) {
      write(log, "aaaa\n");
      write(log, "bbbb\n");
      write(log, "cccc\n");
      write(log, "dddd\n");
      assertEquals("aaaa\nbbbb\ncccc\ndddd\n", read("log"));
      assertEquals(1, trouble.size());

      Files.delete(obstacle);
      Files.delete(directory.resolve("log.1"));
      nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      write(log, "eeee\n");
    }
    assertEquals("eeee\n", read("log"));
    assertEquals("aaaa\nbbbb\ncccc\ndddd\n", read("log.1"));
    assertEquals(1, trouble.size());
  }

  @Test
  void keepsItsArchivesWhenItsFileIsDeleted() throws IOException {
    Rotation rotation = new Rotation(10, 3);
    try (LogFile log = open(rotation, Disk.REAL)) {
      for (String line : List.of("aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg", "hhhh")) {
        write(log, line + "\n");
      }
      Files.delete(file);
      write(log, "iiii\n");
      write(log, "jjjj\n");
    }
    assertEquals("iiii\njjjj\n", read("log"));
    assertEquals("eeee\nffff\n", read("log.1"));
    assertEquals("cccc\ndddd\n", read("log.2"));
    assertEquals("aaaa\nbbbb\n", read("log.3"));
    assertEquals(List.of(), trouble);
  }

  @Test
  void shiftsItsArchivesOnceHoweverOftenTheNextFileCannotBeOpened() throws IOException {
    List<IOException> refusals = new ArrayList<>();
    Disk disk =
        opened -> {
          if (!refusals.isEmpty()) {
            throw refusals.get(0);
          }
          return Disk.REAL.open(opened);
        };
    try (LogFile log = open(new Rotation(5, 3), disk)) {
      for (String line : List.of("aaaa", "bbbb", "cccc", "dddd")) {
        write(log, line + "\n");
      }
      refusals.add(new IOException("Too many open files"));
      for (String line : List.of("eeee", "ffff", "gggg")) {
        write(log, line + "\n");
        nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      }
      assertEquals(refusals, trouble);
      refusals.clear();
      write(log, "hhhh\n");
    }
    assertEquals("hhhh\n", read("log"));
    assertEquals("dddd\neeee\nffff\ngggg\n", read("log.1"));
    assertEquals("cccc\n", read("log.2"));
    assertEquals("bbbb\n", read("log.3"));
  }

  @Test
  void losesNoArchiveToARotationThatFailedHalfWay() throws IOException {
    Files.writeString(directory.resolve("log.2"), "bbbb\n");
    Files.writeString(directory.resolve("log.3"), "aaaa\n");
    try (LogFile log = open(new Rotation(5, 3), Disk.REAL)) {
      write(log, "cccc\n");
      write(log, "dddd\n");
    }
    assertEquals("dddd\n", read("log"));
    assertEquals("cccc\n", read("log.1"));
    assertEquals("bbbb\n", read("log.2"));
    assertEquals("aaaa\n", read("log.3"));
  }

  @Test
  void waitsASecondBeforeItTriesToRotateAgain() throws IOException {
    Path obstacle = Files.createDirectories(directory.resolve("log.1").resolve("full"));
    try (LogFile log = open(new Rotation(5, 1), Disk.REAL)) {
      write(log, "aaaa\n");
      write(log, "bbbb\n");
      Files.delete(obstacle);
      Files.delete(directory.resolve("log.1"));
      nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
      write(log, "cccc\n");
      assertEquals("aaaa\nbbbb\ncccc\n", read("log"));
      nowNanos.addAndGet(1);
      write(log, "dddd\n");
    }
    assertEquals("dddd\n", read("log"));
  }

  @Test
  void leavesWholeLinesWhenTheDiskIsFull() throws IOException {
    NarrowDisk disk = new NarrowDisk();
    disk.free(12);
    ByteBuffer lines = ByteBuffer.wrap("1111\n2222\n3333\n".getBytes(StandardCharsets.UTF_8));
    try (LogFile log = open(Rotation.NONE, disk)) {
      assertThrows(IOException.class, () -> log.write(lines));
      assertEquals(10, lines.position());
      assertEquals("1111\n2222\n", read("log"));
    }
  }

  @Test
  void goesOnOnlyAfterWholeLines() throws IOException {
    NarrowDisk disk = new NarrowDisk();
    disk.free(7);
    disk.stubborn(true);
    ByteBuffer lines = ByteBuffer.wrap("1111\n2222\n".getBytes(StandardCharsets.UTF_8));
    try (LogFile log = open(Rotation.NONE, disk)) {
      assertThrows(IOException.class, () -> log.write(lines));
      assertEquals(7, lines.position());
      disk.free(1 << 20);
      assertThrows(IOException.class, log::goOn);
      assertFalse(Files.exists(directory.resolve("log.1")));

      disk.stubborn(false);
      log.goOn();
      write(log, "3333\n");
    }
    assertEquals("1111\n", read("log.1"));
    assertEquals("3333\n", read("log"));
  }

  @Test
  void deletesNothingToGoOnUnlessItIsRotated() throws IOException {
    NarrowDisk disk = new NarrowDisk();
    disk.free(1 << 20);
    goOnAfterEachOf(List.of("aaaa", "bbbb", "cccc"), Rotation.NONE, disk);
    assertEquals("aaaa\n", read("log.3"));
    assertEquals("bbbb\n", read("log.2"));
    assertEquals("cccc\n", read("log.1"));

    goOnAfterEachOf(List.of("dddd"), new Rotation(64 << 10, 2), disk);
    assertEquals("aaaa\n", read("log.3"));
    assertEquals("cccc\n", read("log.2"));
    assertEquals("dddd\n", read("log.1"));
  }

  private void goOnAfterEachOf(List<String> lines, Rotation rotation, Disk disk)
      throws IOException {
    try (LogFile log = open(rotation, disk)) {
      for (String line : lines) {
        write(log, line + "\n");
        log.goOn();
      }
    }
  }

  @Test
  void leavesDevicesAsTheyAre() throws IOException {
    try (LogFile log = LogFile.anew(Path.of("/dev/null"), new Rotation(1, 1), trouble::add)) {
      write(log, "aaaa\n");
      write(log, "bbbb\n");
      assertFalse(log.canGoOn());
    }
    assertFalse(Files.exists(Path.of("/dev/null.1")));
    assertTrue(trouble.isEmpty());
  }

  @Test
  void leavesWhatADescriptorLeadsToAsItIs() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.exists(descriptors));
    try (OutputStream standardOutput = Files.newOutputStream(file)) {
      standardOutput.write("ready\n".getBytes(StandardCharsets.UTF_8));
      Path link = Files.createSymbolicLink(directory.resolve("link"), descriptor(descriptors));
      try (LogFile log = LogFile.anew(link, new Rotation(1, 1), trouble::add)) {
        write(log, "aaaa\n");
        write(log, "bbbb\n");
      }
    }
    assertEquals("ready\naaaa\nbbbb\n", read("log"));
    assertFalse(Files.exists(directory.resolve("link.1")));
    assertEquals(List.of(), trouble);
  }

  private Path descriptor(Path descriptors) throws IOException {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (Files.exists(link) && Files.isSameFile(link, file)) {
          return link;
        }
      }
    }
    throw new AssertionError("no descriptor of " + file);
  }

  private LogFile open(Rotation rotation, Disk disk) throws IOException {
    return LogFile.continuing(file, rotation, trouble::add, disk, nowNanos::get);
  }

  private static void write(LogFile log, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      assertTrue(log.write(bytes) > 0);
    }
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }
}
