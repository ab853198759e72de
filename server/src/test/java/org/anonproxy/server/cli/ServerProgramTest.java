package org.anonproxy.server.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.testing.ChildProgram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the server as its users do: as a program with options, signals and an exit code. */
class ServerProgramTest {
  private static final Pattern READY =
      Pattern.compile("listening on \\S*:(\\d+), .*, (\\d+) bytes");

  private final byte[] content = new byte[10_000];

  @TempDir private Path directory = Path.of("");

  ServerProgramTest() {
    new Random(1).nextBytes(content);
  }

  private String page() throws IOException {
    return Files.write(directory.resolve("page"), content).toString();
  }

  private static int port(String readyLine) {
    Matcher matcher = READY.matcher(readyLine);
    assertTrue(matcher.matches(), readyLine);
    assertEquals("10000", matcher.group(2));
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void logsTheWireLineByLineAlsoAfterSigterm() throws Exception {
    Path log = directory.resolve("packets.log");
    try (ChildProgram server =
        ChildProgram.start(Main.class, "-p", "0", "-l", log.toString(), "-w", page())) {
      int port = port(server.awaitLine("listening on"));
      try (NaivePeer peer = new NaivePeer(port)) {
        assertArrayEquals(content, peer.fetch(7));
        // Its answer proves that the server has read, and so logged, all that came before.
        peer.send(8, 0, 2);
        peer.receive();

        server.signal("TERM");
        assertEquals(0, server.awaitExit());
        assertEquals(peer.wire(), Files.readAllLines(log));
      }
    }
  }

  @Test
  void endsThoughNobodyReadsItsPacketLog() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    // Open for reading, too, so that the server can open it; but nothing reads.
    try (RandomAccessFile unread = new RandomAccessFile(fifo.toFile(), "rw");
        ChildProgram server =
            ChildProgram.start(Main.class, "-p", "0", "-l", fifo.toString(), "-w", page());
        NaivePeer peer = new NaivePeer(port(server.awaitLine("listening on")))) {
      byte[] strayAck = ByteBuffer.allocate(12).putInt(8).putInt(0).putInt(2).array();
      // Two lines each: several times what the pipe and the queue hold.
      for (int i = 0; i < 50_000; i++) {
        peer.send(strayAck);
      }
      // The pipe, however much it holds, is full: the log's writer stands still.
      FileInputStream pipe = new FileInputStream(unread.getFD());
      AtomicInteger before = new AtomicInteger();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> pipe.available() > 0 && before.getAndSet(pipe.available()) == pipe.available());

      server.signal("TERM");
      assertTimeoutPreemptively(
          Duration.ofSeconds(10), () -> assertEquals(0, server.awaitExit(), server::errors));
      assertTrue(server.errors().contains("the packet log left out"), server.errors());
      assertTrue(unread.getFD().valid());
    }
  }

  @Test
  void reportsTheDropsOfAllEventLoopsInOneLine() throws Exception {
    try (ChildProgram server =
        ChildProgram.start(Main.class, "-p", "0", "-w", page(), "--threads", "4")) {
      int port = port(server.awaitLine("listening on"));
      for (int i = 1; i <= 12; i++) {
        try (NaivePeer peer = new NaivePeer(port)) {
          peer.send(new byte[i]);
          peer.send(8, 0, 2);
          peer.receive();
        }
      }
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      List<String> reports =
          server.errors().lines().filter(line -> line.contains("dropped packets")).toList();
      assertEquals(1, reports.size(), reports::toString);
      assertTrue(reports.get(0).endsWith("dropped packets: 12 malformed"), reports.get(0));
    }
  }

  @Test
  void givesStandardOutputToThePacketLogAlone() throws Exception {
    try (ChildProgram server =
        ChildProgram.start(
            Main.class,
            "-p",
            "0",
            "-l",
            "-",
            "-w",
            page(),
            "--isn",
            "100",
            "--bind",
            "127.0.0.1")) {
      int port = port(server.awaitError("listening on"));
      try (NaivePeer peer = new NaivePeer(port)) {
        peer.send(8, 0, 2);
        peer.receive();
        server.signal("INT");
        assertEquals(0, server.awaitExit());
        assertEquals(peer.wire(), server.output().lines().toList());
      }
    }
  }

  @Test
  void servesAPageFromTheWeb() throws Exception {
    HttpServer origin =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/page",
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    origin.start();
    String url = "127.0.0.1:" + origin.getAddress().getPort() + "/page";
    try (ChildProgram server = ChildProgram.start(Main.class, "-p", "0", "-w", url)) {
      try (NaivePeer peer = new NaivePeer(port(server.awaitLine("listening on")))) {
        assertArrayEquals(content, peer.fetch(7));
      }
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
    } finally {
      origin.stop(0);
    }
  }

  @Test
  void refusesBadInputInOneLine() throws Exception {
    String page = page();
    try (DatagramSocket taken =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ServerSocket takenAdmin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String adminPort = Integer.toString(takenAdmin.getLocalPort());
      String takenPort = Integer.toString(taken.getLocalPort());
      Path log = directory.resolve("untouched.log");
      Files.writeString(log, "what another server wrote");
      Map<String, List<String>> cases = new LinkedHashMap<>();
      cases.put("'abc' is not a port", List.of("-p", "abc", "-w", page));
      cases.put("'-1' is not a port", List.of("-p=-1", "-w", page));
      cases.put("'70000' is not a port", List.of("-p", "70000", "-w", page));
      cases.put(
          "Address already in use",
          List.of("--bind=127.0.0.1", "-p", takenPort, "-w", page, "-l", log.toString()));
      cases.put(
          "for --admin: Address already in use",
          List.of("-p", takenPort, "-w", "nosuch.invalid", "--admin", adminPort));
      cases.put("'x:y' is not an address", List.of("-p", "0", "-w", page, "--admin", "x:y"));
      cases.put(
          "it contains a user name", List.of("-p", "0", "-w", "http://user:s3cret@localhost/"));
      cases.put("Missing required options '--port', '--web-page'", List.of());
      cases.put("nosuch.invalid is not known", List.of("-p", "0", "-w", "nosuch.invalid"));
      cases.put("no such file", List.of("-p", "0", "-w", "./nosuch"));
      Path capture = directory.resolve("untouched.pcapng");
      Files.writeString(capture, "what a run before captured");
      cases.put(
          "directory does not exist",
          List.of(
              "-p=" + takenPort,
              "-w=nosuch.invalid",
              "-l=/nosuch/packets.log",
              "--capture=" + capture,
              "--capture-files=1"));
      cases.put("'257' is not a number of threads", List.of("-p=0", "-w", page, "--threads=257"));
      cases.put("would overwrite the page", List.of("-p", "0", "-w", page, "-l", page));
      cases.put("Unknown option: '--frob'", List.of("-p", "0", "-w", page, "--frob"));
      cases.put("'soon' is not a duration", List.of("-p", "0", "-w", page, "--refresh", "soon"));
      cases.put("every 100 ms to 365 days", List.of("-p", "0", "-w", page, "--refresh", "99ms"));
      cases.put("needs --refresh", List.of("-p", "0", "-w", page, "--refresh-max", "1h"));
      cases.put("give --snapshot", List.of("-p", "0", "-w", page, "--no-js"));
      cases.put("'4s' is longer than 3s", List.of("-p", "0", "-w", page, "--min-rto", "4s"));
      assertRefused(cases);
      assertEquals("what another server wrote", Files.readString(log));
      assertEquals("what a run before captured", Files.readString(capture));
      assertArrayEquals(content, Files.readAllBytes(Path.of(page)));
    }
    assertFalse(Files.exists(Path.of("/nosuch")));
  }

  private static void assertRefused(Map<String, List<String>> cases) throws Exception {
    List<ChildProgram> servers = new ArrayList<>();
    try {
      for (List<String> arguments : cases.values()) {
        servers.add(ChildProgram.start(Main.class, arguments.toArray(String[]::new)));
      }
      int index = 0;
      for (String reason : cases.keySet()) {
        ChildProgram server = servers.get(index++);
        assertTrue(server.awaitExit() > 0);
        List<String> lines = server.errors().lines().toList();
        assertEquals(1, lines.size(), server.errors());
        assertTrue(lines.get(0).startsWith("ERROR: "), lines.get(0));
        assertTrue(lines.get(0).contains(reason), lines.get(0));
        assertFalse(lines.get(0).contains("s3cret"), lines.get(0));
        assertEquals("", server.output());
      }
    } finally {
      for (ChildProgram server : servers) {
        server.close();
      }
    }
  }
}
