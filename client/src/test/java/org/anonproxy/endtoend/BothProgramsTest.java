package org.anonproxy.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs both programs as their users do: with options, files, signals and exit codes. */
class BothProgramsTest {
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir private Path directory = Path.of("");

  private static ChildProgram server(String... arguments) {
    return ChildProgram.start(
        org.anonproxy.server.cli.Main.class,
        Stream.concat(Stream.of("-p", "0", "--bind", LOOPBACK), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static ChildProgram client(int port, String... arguments) {
    return ChildProgram.start(
        org.anonproxy.client.cli.Main.class,
        Stream.concat(Stream.of("-s", LOOPBACK, "-p", Integer.toString(port)), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static int port(ChildProgram server) {
    String ready = server.awaitLine("listening on");
    return Integer.parseInt(ready.replaceFirst(".*listening on [^ ]*:([0-9]+),.*", "$1"));
  }

  private Path randomPage(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(directory.resolve("original"), content);
  }

  @Test
  void bringsAPageOfTheWebIntoAFile() throws Exception {
    byte[] html = Files.readAllBytes(Path.of("src/demo/page.html"));
    HttpServer origin =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    origin.start();
    Path file = directory.resolve("page.html");
    try (ChildProgram server =
            server("-w", "http://127.0.0.1:" + origin.getAddress().getPort() + "/");
        ChildProgram client = client(port(server), "-f", file.toString())) {
      assertEquals(0, client.awaitExit(), client.errors());
      assertEquals("", client.output() + client.errors());
      assertArrayEquals(html, Files.readAllBytes(file));
    } finally {
      origin.stop(0);
    }
  }

  @Test
  void logsOfBothEndsEqualTheWire() throws Exception {
    Path serverLog = directory.resolve("server.log");
    Path clientLog = directory.resolve("client.log");
    Path page = randomPage(10_000);
    Path file = directory.resolve("page");
    try (ChildProgram server =
            server("-v", "-w", page.toString(), "-l", serverLog.toString(), "--isn", "4294967000");
        Relay relay = new Relay(port(server));
        ChildProgram client =
            client(
                relay.port(),
                "-f",
                file.toString(),
                "-l",
                clientLog.toString(),
                "--isn=2147483647")) {
      assertEquals(0, client.awaitExit(), client.errors());
      assertEquals(-1, Files.mismatch(page, file));
      List<String> asLoggedByClient = relay.asLoggedBy("client");
      assertEquals(43, asLoggedByClient.size());
      assertEquals(asLoggedByClient, Files.readAllLines(clientLog));

      server.awaitError("closed: completed");
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      assertEquals(relay.asLoggedBy("server"), Files.readAllLines(serverLog));
    }
  }

  @Test
  void leavesTheOldFileWhenTheServerDiesInTheMiddle() throws Exception {
    Path page = randomPage(20 << 20);
    Path file = Files.writeString(directory.resolve("page"), "as it was");
    try (ChildProgram server = server("-w", page.toString());
        ChildProgram client =
            client(port(server), "-f", file.toString(), "--retries", "0", "-l", "-")) {
      client.awaitLine("RECV");
      server.signal("KILL");
      assertEquals(1, client.awaitExit());
      assertEquals(1, client.errors().lines().count(), client.errors());
      assertTrue(client.errors().startsWith("ERROR: "), client.errors());
      assertEquals("as it was", Files.readString(file));
      try (Stream<Path> files = Files.list(directory)) {
        assertEquals(2, files.count(), "a temporary file was left");
      }
    }
  }

  @Test
  void leavesNothingWhenTheClientIsInterrupted() throws Exception {
    Path page = randomPage(20 << 20);
    Path file = directory.resolve("page");
    try (ChildProgram server = server("-w", page.toString());
        ChildProgram client = client(port(server), "-f", file.toString(), "-l", "-")) {
      client.awaitLine("RECV");
      client.signal("INT");
      assertEquals(130, client.awaitExit());
      assertFalse(Files.exists(file));
      try (Stream<Path> files = Files.list(directory)) {
        assertEquals(1, files.count(), "a temporary file was left");
      }
    }
  }
}
