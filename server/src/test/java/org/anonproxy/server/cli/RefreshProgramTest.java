package org.anonproxy.server.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes the page under a running server. */
class RefreshProgramTest {
  private static final Pattern READY = Pattern.compile("listening on \\S*:(\\d+), .*");

  private final AtomicInteger notModified = new AtomicInteger();
  private volatile int version = 1;
  private volatile boolean broken;
  private final CountDownLatch asked = new CountDownLatch(1);

  /** The origin answers when this is open. */
  private volatile CountDownLatch gate = new CountDownLatch(0);

  private HttpServer origin;

  @BeforeEach
  void startOrigin() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext("/", this::answer);
    origin.start();
  }

  @AfterEach
  void stopOrigin() {
    origin.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.countDown();
    awaitOpen(gate);
    String tag = "\"" + version + "\"";
    if (broken) {
      exchange.sendResponseHeaders(503, -1);
    } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      notModified.incrementAndGet();
      exchange.sendResponseHeaders(304, -1);
    } else {
      byte[] content = content(version);
      exchange.getResponseHeaders().set("ETag", tag);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  private static void awaitOpen(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] content(int version) {
    byte[] content = new byte[5000 + version];
    new Random(version).nextBytes(content);
    return content;
  }

  private ChildProgram start(String... more) {
    String url = "127.0.0.1:" + origin.getAddress().getPort() + "/";
    String[] arguments = {"-p", "0", "-w", url, "--threads", "2", "--min-rto", "3s"};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return ChildProgram.start(Main.class, all);
  }

  private static int port(ChildProgram server) {
    String line = server.awaitLine("listening on");
    Matcher matcher = READY.matcher(line);
    assertTrue(matcher.matches(), line);
    return Integer.parseInt(matcher.group(1));
  }

  private static byte[] fetch(int port) throws IOException {
    try (NaivePeer peer = new NaivePeer(port)) {
      return peer.fetch(7);
    }
  }

  private static void signal(ChildProgram server, String name) {
    try {
      server.signal(name);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refreshesOnSighupAndLetsARunningTransferFinish() throws Exception {
    try (ChildProgram server = start()) {
      int port = port(server);
      try (NaivePeer running = new NaivePeer(port)) {
        byte[] received =
            running.fetch(
                7,
                () -> {
                  version = 2;
                  signal(server, "HUP");
                  server.awaitError(", 5002 bytes");
                });
        assertArrayEquals(content(1), received);
      }
      await().until(() -> fetch(port), received -> Arrays.equals(content(2), received));

      signal(server, "HUP");
      server.awaitError("the page has not changed");
      assertEquals(1, notModified.get());

      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
    }
  }

  @Test
  void refreshesAsSoonAsItCanWhenSighupComesBeforeThePage() throws Exception {
    gate = new CountDownLatch(1);
    try (ChildProgram server = start()) {
      awaitOpen(asked);
      signal(server, "HUP");
      gate.countDown();
      assertArrayEquals(content(1), fetch(port(server)));
      server.awaitError("the page has not changed");
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
    }
  }

  @Test
  void refreshesByItselfAndOutlivesItsOrigin() throws Exception {
    try (ChildProgram server = start("--refresh", "100ms")) {
      int port = port(server);
      version = 2;
      server.awaitError(", 5002 bytes");
      broken = true;
      assertTrue(server.awaitError("answered 503").contains(" WARN "), server::errors);
      assertArrayEquals(content(2), fetch(port));

      version = 3;
      broken = false;
      assertTrue(server.awaitError("answers again").contains(" INFO "), server::errors);
      server.awaitError(", 5003 bytes");
      await().until(() -> fetch(port), received -> Arrays.equals(content(3), received));
      assertEquals(
          1, server.errors().lines().filter(line -> line.contains("still serving")).count());
      signal(server, "TERM");
      assertEquals(0, server.awaitExit());
    }
  }
}
