package org.anonproxy.logfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final Rotation TEN_BYTES = new Rotation(10, 2);

  @TempDir private Path directory = Path.of("");

  private final List<IOException> trouble = new ArrayList<>();
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
    try (LogFile log = LogFile.continuing(file, new Rotation(10, 1), trouble::add)) {
      write(log, "aaaa\n");
      write(log, "bbbb\n");
      write(log, "cccc\n");
      write(log, "dddd\n");
      assertEquals("aaaa\nbbbb\ncccc\ndddd\n", read("log"));
      assertEquals(1, trouble.size());

      Files.delete(obstacle);
      Files.delete(directory.resolve("log.1"));
      write(log, "eeee\n");
    }
    assertEquals("eeee\n", read("log"));
    assertEquals("aaaa\nbbbb\ncccc\ndddd\n", read("log.1"));
    assertEquals(1, trouble.size());
  }

  @Test
  void leavesDevicesAsTheyAre() throws IOException {
    try (LogFile log = LogFile.anew(Path.of("/dev/null"), new Rotation(1, 1), trouble::add)) {
      write(log, "aaaa\n");
      write(log, "bbbb\n");
    }
    assertFalse(Files.exists(Path.of("/dev/null.1")));
    assertTrue(trouble.isEmpty());
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
