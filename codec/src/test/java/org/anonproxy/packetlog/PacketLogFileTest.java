package org.anonproxy.packetlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.anonproxy.logfile.Rotation;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketLogFileTest {

  @TempDir Path directory;

  @Test
  void writesExactlyOneLinePerPacket() throws IOException {
    Path file = directory.resolve("packets.log");
    try (PacketLogFile log = PacketLogFile.open(file, Overflow.BLOCK)) {
      log.received(12345, 0, Flags.SYN);
      log.sent(100, 12346, Flags.ACK | Flags.SYN);
      log.received(12346, 101, Flags.ACK);
      log.sent(1125, 12349, Flags.FIN);
      log.received(12349, 1130, Flags.ACK | Flags.FIN);
      log.sent(-1, Integer.MIN_VALUE, 7);
      log.sent(0, 0, 0);
    }

    assertEquals(
        """
        RECV 12345 0 SYN
        SEND 100 12346 ACK SYN
        RECV 12346 101 ACK
        SEND 1125 12349 FIN
        RECV 12349 1130 ACK FIN
        SEND 4294967295 2147483648 ACK SYN FIN
        SEND 0 0
        """,
        Files.readString(file));
  }

  @Test
  void hasEveryLineInOrderOnDiskWhenClosed() throws IOException {
    Path file = directory.resolve("packets.log");
    List<String> expected = new ArrayList<>();
    PacketLogFile log = PacketLogFile.open(file, Overflow.BLOCK);
    for (int line = 0; line < 100_000; line++) {
      log.sent(line, line + 1, Flags.ACK);
      expected.add("SEND " + line + " " + (line + 1) + " ACK");
    }
    log.close();

    assertEquals(expected, Files.readAllLines(file));
    assertEquals(0, log.droppedLines());
    assertNull(log.failure());
  }

  @Test
  void keepsTheOrderOfEachOfSeveralThreads() throws Exception {
    Path file = directory.resolve("packets.log");
    try (PacketLogFile log = PacketLogFile.open(file, Overflow.BLOCK)) {
      Thread other = new Thread(() -> logLines(log, 2));
      other.start();
      logLines(log, 1);
      other.join();
    }

    int[] next = new int[3];
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      int thread = Integer.parseInt(words[2]);
      assertEquals(next[thread]++, Integer.parseInt(words[1]), line);
    }
    assertEquals(20_000, next[1]);
    assertEquals(20_000, next[2]);
  }

  private static void logLines(PacketLogFile log, int thread) {
    for (int line = 0; line < 20_000; line++) {
      log.received(line, thread, Flags.ACK);
    }
  }

  @Test
  void showsALineBeforeItIsClosed() throws IOException {
    Path file = directory.resolve("packets.log");
    try (PacketLogFile log = PacketLogFile.open(file, Overflow.BLOCK)) {
      log.received(1, 2, Flags.ACK);

      await().untilAsserted(() -> assertEquals("RECV 1 2 ACK\n", Files.readString(file)));
    }
  }

  @Test
  void keepsTwoLogsOfOneProgramApart() throws IOException {
    Path server = directory.resolve("server.log");
    Path client = directory.resolve("client.log");
    try (PacketLogFile serverLog = PacketLogFile.open(server, Overflow.BLOCK)) {
      try (PacketLogFile clientLog = PacketLogFile.open(client, Overflow.BLOCK)) {
        clientLog.sent(1, 0, Flags.SYN);
        serverLog.received(1, 0, Flags.SYN);
      }
      serverLog.sent(2, 2, Flags.ACK | Flags.SYN);
    }

    assertEquals("SEND 1 0 SYN\n", Files.readString(client));
    assertEquals("RECV 1 0 SYN\nSEND 2 2 ACK SYN\n", Files.readString(server));
  }

  @Test
  void beginsANewLogInAFileThatExists() throws IOException {
    Path file = Files.writeString(directory.resolve("packets.log"), "SEND 1 1 ACK\n".repeat(9));

    PacketLogFile.open(file, Overflow.BLOCK).close();

    assertEquals(0, Files.size(file));
  }

  @Test
  void countsWhatIsLoggedAfterTheEnd() throws IOException {
    Path file = directory.resolve("packets.log");
    PacketLogFile log = PacketLogFile.open(file, Overflow.BLOCK);
    log.close();
    log.close();
    log.sent(1, 2, Flags.ACK);

    assertEquals(1, log.droppedLines());
    assertEquals(1, log.refusedLines());
    assertEquals(0, Files.size(file));
  }

  @Test
  void saysWhyAFileCannotBeWritten() throws IOException {
    assertEquals(
        "cannot write the packet log " + directory + ": it is a directory; name a file in it",
        openingFailure(directory));
    Path orphan = directory.resolve("missing").resolve("packets.log");
    assertEquals(
        "cannot write the packet log " + orphan + ": its directory does not exist; create it first",
        openingFailure(orphan));
    Path belowAFile = Files.createFile(directory.resolve("file")).resolve("packets.log");
    assertEquals(
        "cannot write the packet log " + belowAFile + ": Not a directory",
        openingFailure(belowAFile));
  }

  private static String openingFailure(Path file) {
    IOException failure =
        assertThrows(IOException.class, () -> PacketLogFile.open(file, Overflow.BLOCK));
    return String.valueOf(failure.getMessage());
  }

  @Test
  void saysWhyAFileCannotBeRotated() throws IOException {
    Path file = Files.writeString(directory.resolve("packets.log"), "SEND 9 9 ACK\n");
    Files.createDirectories(directory.resolve("packets.log.1").resolve("full"));
    List<IOException> failures = new CopyOnWriteArrayList<>();
    PacketLogFile.open(file, Overflow.BLOCK, new Rotation(64 << 10, 1), failures::add).close();

    assertEquals(1, failures.size());
    assertEquals(
        "cannot rotate " + file + ": Is a directory", String.valueOf(failures.get(0).getMessage()));
  }

  @Test
  void triesAFileWithoutChangingAnything() throws Exception {
    Path existing = Files.writeString(directory.resolve("existing"), "RECV 1 2 ACK\n");
    Path missing = directory.resolve("missing");
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    for (Path file : List.of(existing, missing, pipe)) {
      PacketLogFile.requireWritable(file);
    }
    assertEquals("RECV 1 2 ACK\n", Files.readString(existing));
    assertFalse(Files.exists(missing));
  }

  @Test
  void refusesWhatCannotBeWrittenBeforeItIsOpened() {
    for (Path file : List.of(directory, directory.resolve("no/file"))) {
      IOException refusal =
          assertThrows(IOException.class, () -> PacketLogFile.requireWritable(file));
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.startsWith("cannot write the packet log " + file + ": "), message);
    }
  }

  @Test
  void reportsAFullDiskOnceAndCountsTheLines() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    List<IOException> failures = new CopyOnWriteArrayList<>();
    PacketLogFile log = PacketLogFile.open(full, Overflow.BLOCK, Rotation.NONE, failures::add);
    for (int line = 0; line < 10_000; line++) {
      log.sent(line, line, Flags.ACK);
    }
    log.close();

    assertEquals(1, failures.size());
    assertEquals(failures.get(0), log.failure());
    assertEquals(10_000, log.droppedLines());
  }

  @Test
  void rotatesWithoutLosingOrSplittingALine() throws Exception {
    Path file = Files.writeString(directory.resolve("packets.log"), "SEND 9 9 ACK\n");
    Rotation rotation = new Rotation(64 << 10, 50);
    PacketLogFile log =
        PacketLogFile.open(file, Overflow.BLOCK, rotation, e -> fail("in trouble", e));
    Thread other = new Thread(() -> logLines(log, 2));
    other.start();
    logLines(log, 1);
    other.join();
    log.close();

    List<String> lines = new ArrayList<>();
    int oldest = 0;
    while (Files.exists(directory.resolve("packets.log." + (oldest + 1)))) {
      oldest++;
    }
    for (int age = oldest; age >= 1; age--) {
      Path aged = directory.resolve("packets.log." + age);
      assertTrue(Files.size(aged) <= rotation.maxBytes());
      lines.addAll(Files.readAllLines(aged));
    }
    lines.addAll(Files.readAllLines(file));
    assertTrue(oldest > 8, oldest + " files");
    assertEquals("SEND 9 9 ACK", lines.get(0));
    int[] next = new int[3];
    for (String line : lines.subList(1, lines.size())) {
      assertTrue(line.matches("RECV \\d+ [12] ACK"), line);
      String[] words = line.split(" ", -1);
      assertEquals(next[Integer.parseInt(words[2])]++, Integer.parseInt(words[1]), line);
    }
    assertEquals(40_001, lines.size());
  }

  @Test
  void allocatesNothingForALine() throws Exception {
    Process probe =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AllocationProbe.class.getName(),
                directory.resolve("probe.log").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(probe.getInputStream().readAllBytes(), UTF_8);

    assertEquals(0, probe.waitFor(), output);
    long bytes = Long.parseLong(output);
    assertTrue(bytes < AllocationProbe.LINES / 10, bytes + " bytes");
    assertNotNull(Files.readString(directory.resolve("probe.log")));
  }
}
