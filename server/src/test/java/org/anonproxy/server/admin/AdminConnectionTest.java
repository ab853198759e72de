package org.anonproxy.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sends requests, whole and in pieces, to connections on virtual time. */
class AdminConnectionTest {
  private static final String REQUEST = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final MockTicker ticker = Ticker.newMockTicker();
  private final ConnectionLimit limit = new ConnectionLimit(3);
  private final List<EmbeddedChannel> connections = new ArrayList<>();

  private EmbeddedChannel connect() {
    EmbeddedChannel connection =
        EmbeddedChannel.builder()
            .ticker(ticker)
            .handlers(AdminServer.pipeline(limit, AdminRig.rules(), AdminRig.idleRoutes()))
            .build();
    connections.add(connection);
    return connection;
  }

  @AfterEach
  void closeAll() {
    connections.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private static void send(EmbeddedChannel connection, String text) {
    connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private static String received(EmbeddedChannel connection) {
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes = connection.readOutbound();
        bytes != null;
        bytes = connection.readOutbound()) {
      text.append(bytes.toString(StandardCharsets.UTF_8));
      bytes.release();
    }
    return text.toString();
  }

  private void pass(EmbeddedChannel connection, Duration duration) {
    ticker.advance(duration.toMillis(), TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
  }

  @Test
  void answersOnceAndCloses() {
    EmbeddedChannel connection = connect();
    send(connection, REQUEST + REQUEST);
    String answer = received(connection);
    assertTrue(answer.startsWith("HTTP/1.1 404 Not Found\r\n"), answer);
    assertEquals(1, answer.split("HTTP/1.1", -1).length - 1, answer);
    assertFalse(connection.isOpen());
  }

  @Test
  void sendsTheHeadersThatKeepABrowserFromMisusingIt() {
    EmbeddedChannel connection = connect();
    send(connection, REQUEST);
    String answer = received(connection).toLowerCase(java.util.Locale.ROOT);
    for (String header :
        List.of(
            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "connection: close")) {
      assertTrue(answer.contains(header + "\r\n"), header);
    }
    assertFalse(answer.contains("access-control"), answer);
  }

  @Test
  void answersHeadWithoutABody() {
    EmbeddedChannel connection = connect();
    send(connection, REQUEST.replace("GET", "HEAD"));
    String answer = received(connection);
    assertTrue(answer.contains("content-length: 14\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void saysWhichMethodsThereAre() {
    EmbeddedChannel connection = connect();
    send(connection, REQUEST.replace("GET", "POST"));
    String answer = received(connection);
    assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
    assertTrue(answer.contains("allow: GET, HEAD\r\n"), answer);
  }

  @Test
  void closesOnARequestThatNeverEnds() {
    EmbeddedChannel connection = connect();
    send(connection, "GET / HTTP/1.1\r\n");
    // A header every second resets nothing.
    for (int second = 1; second < 10; second++) {
      send(connection, "X-Slow: " + second + "\r\n");
      pass(connection, Duration.ofSeconds(1));
      assertTrue(connection.isOpen(), "closed after " + second + " s");
    }
    pass(connection, Duration.ofSeconds(1));
    assertFalse(connection.isOpen());
    assertEquals("", received(connection));
  }

  @Test
  void closesConnectionsBeyondTheLimitUntilOthersEnd() {
    EmbeddedChannel first = connect();
    connect();
    connect();
    assertFalse(connect().isOpen());
    assertTrue(first.isOpen());
    send(first, REQUEST);
    received(first);
    assertTrue(connect().isOpen());
  }

  @Test
  void boundsTheRequest() {
    EmbeddedChannel line = connect();
    send(line, "GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertTrue(received(line).startsWith("HTTP/1.1 414 "));
    assertFalse(line.isOpen());

    EmbeddedChannel header = connect();
    send(header, "GET / HTTP/1.1\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
    assertTrue(received(header).startsWith("HTTP/1.1 431 "));
    assertFalse(header.isOpen());

    EmbeddedChannel noise = connect();
    send(noise, "\u0001\u0002\u0003 \u0004\r\n\r\n");
    assertTrue(received(noise).startsWith("HTTP/1.1 400 "));
    assertFalse(noise.isOpen());
  }
}
