package org.anonproxy.server.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.testing.ChildProgram;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops servers in the middle of their work, and takes things away from them. */
class StopProgramTest {
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final Pattern LINE = Pattern.compile("(RECV|SEND) \\d+ \\d+( ACK)?( SYN)?( FIN)?");
  private static final Pattern READY = Pattern.compile("listening on \\S*:(\\d+), .*");

  private final byte[] content = new byte[10_000];

  @TempDir private Path directory = Path.of("");

  StopProgramTest() {
    new Random(1).nextBytes(content);
  }

  private ChildProgram start(String... more) throws IOException {
    String page = Files.write(directory.resolve("page"), content).toString();
    List<String> arguments = new ArrayList<>(List.of("-p", "0", "-w", page, "--min-rto", "3s"));
    arguments.addAll(List.of(more));
    return ChildProgram.start(Main.class, arguments.toArray(String[]::new));
  }

  private static int port(ChildProgram server) {
    String line = server.awaitLine("listening on");
    Matcher matcher = READY.matcher(line);
    assertTrue(matcher.matches(), line);
    return Integer.parseInt(matcher.group(1));
  }

  private static void signal(ChildProgram server, String name) {
    try {
      server.signal(name);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Leaves a session behind that nobody goes on with. */
  private static void abandonSession(int port) throws IOException {
    try (NaivePeer peer = new NaivePeer(port)) {
      peer.send(7, 0, Flags.SYN);
      int iss = peer.receive().getInt(0);
      peer.send(8, iss + 1, Flags.ACK);
      peer.receive();
    }
  }

  @Test
  void leavesNoCaptureBehindWhenStoppedBeforeThePageIsThere() throws Exception {
    Path capture = directory.resolve("capture");
    try (ServerSocket origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildProgram server =
            ChildProgram.start(
                Main.class,
                "-p0",
                "-w",
                "http://127.0.0.1:" + origin.getLocalPort(),
                "--capture=" + capture);
        Socket unanswered = origin.accept()) {
      assertEquals('G', unanswered.getInputStream().read());
      assertTrue(Files.exists(capture));
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
      assertFalse(Files.exists(capture));
    }
  }

  @Test
  void letsARunningTransferFinish() throws Exception {
    try (ChildProgram server = start("--drain", "1h");
        NaivePeer peer = new NaivePeer(port(server))) {
      byte[] received =
          peer.fetch(
              7,
              () -> {
                signal(server, "TERM");
                server.awaitError("no new sessions");
              });
      assertArrayEquals(content, received);
      assertEquals(0, server.awaitExit());
      server.awaitError("every session has ended");
    }
  }

  @Test
  void waitsNoLongerThanItMay() throws Exception {
    try (ChildProgram server = start("--drain", "200ms")) {
      abandonSession(port(server));
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
      server.awaitError("the time is over");
    }
  }

  @Test
  void stopsAtOnceWhenASecondSignalComes() throws Exception {
    Path log = directory.resolve("packets.log");
    try (ChildProgram server = start("--drain", "1h", "-l", log.toString())) {
      abandonSession(port(server));
      signal(server, "TERM");
      server.awaitError("no new sessions");
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
      server.awaitError("another signal came");
      assertEquals(4, Files.readAllLines(log).size());
    }
  }

  @Test
  void goesOnInANewLogWhenItsFileMayNotGrow() throws Exception {
    assumeTrue(Files.isExecutable(PRLIMIT));
    Path log = directory.resolve("packets.log");
    try (ChildProgram server = start("-l", log.toString())) {
      int port = port(server);
      limitFiles(server, "4000");
      fetchUntil(port, () -> server.errors().contains("the packet log pauses, serving goes on"));
      signal(server, "HUP");
      fetchUntil(port, () -> server.errors().contains("the packet log goes on"));
      limitFiles(server, "unlimited");
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
      assertTrue(server.errors().contains("the packet log left out"), server.errors());
    }
    List<String> lines = Files.readAllLines(directory.resolve("packets.log.1"));
    assertTrue(lines.size() > 100, () -> lines.size() + " lines");
    lines.addAll(Files.readAllLines(log));
    for (String line : lines) {
      assertTrue(LINE.matcher(line).matches(), line);
    }
  }

  /** Gives the files of a running program a size that they cannot exceed: half a line fits. */
  private static void limitFiles(ChildProgram program, String bytes) throws Exception {
    List<String> command =
        List.of(PRLIMIT.toString(), "--pid", "" + program.pid(), "--fsize=" + bytes + ":");
    assertEquals(0, new ProcessBuilder(command).start().waitFor());
  }

  private void fetchUntil(int port, BooleanSupplier done) throws IOException {
    for (int fetch = 0; fetch < 50 && !done.getAsBoolean(); fetch++) {
      try (NaivePeer peer = new NaivePeer(port)) {
        assertArrayEquals(content, peer.fetch(fetch));
      }
    }
    await().until(done::getAsBoolean);
  }

  @Test
  void servesOnWhenTheDiskUnderItsLogIsFull() throws Exception {
    try (ChildProgram server = start("-l", "/dev/full")) {
      int port = port(server);
      try (NaivePeer peer = new NaivePeer(port)) {
        assertArrayEquals(content, peer.fetch(7));
      }
      server.awaitError("No space left on device");
      try (NaivePeer peer = new NaivePeer(port)) {
        assertArrayEquals(content, peer.fetch(8));
      }
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
      List<String> lines = server.errors().lines().toList();
      assertEquals(1, lines.stream().filter(line -> line.contains("No space left")).count());
      assertTrue(server.errors().contains("the packet log ends, serving goes on"));
      assertTrue(lines.get(lines.size() - 1).contains("left out"), server.errors());
    }
  }
}
