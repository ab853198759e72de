package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.anonproxy.server.page.Fetching.PATIENT;
import static org.anonproxy.server.page.Fetching.assertFails;
import static org.anonproxy.server.page.Fetching.bytesOf;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fetches from a real web server on loopback. */
final class PageFetcherTest {
  private HttpServer origin;
  private String base;

  @BeforeEach
  void startOrigin() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(Fetching.address("127.0.0.1"), 0), 0);
    origin.start();
    base = "http://127.0.0.1:" + origin.getAddress().getPort();
  }

  @AfterEach
  void stopOrigin() {
    origin.stop(0);
  }

  @Test
  void keepsEveryByteOfABinaryBody() throws Exception {
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body);
    for (int octet = 0; octet < 256; octet++) {
      body[octet] = (byte) octet;
    }
    serve("/b", 200, body);
    assertArrayEquals(body, bytesOf(base + "/b"));
  }

  @Test
  void leavesTheCharsetAsItIs() throws Exception {
    byte[] body = "<meta charset=iso-8859-1>\r\ncaf\u00e9\r".getBytes(ISO_8859_1);
    serve("/", 200, body);
    assertArrayEquals(body, bytesOf(base));
  }

  @Test
  void describesThePage() throws Exception {
    origin.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/x-test; charset=utf-8");
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          exchange.getResponseHeaders().set("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT");
          answer(exchange, 200, "page".getBytes(UTF_8));
        });
    Instant now = Instant.parse("2026-11-20T10:00:00Z");
    Page page =
        new PageFetcher(
                PATIENT, Network.REAL, UnpooledByteBufAllocator.DEFAULT, InstantSource.fixed(now))
            .fetch(PageSource.parse(base + "/a?b=c#d"));
    try {
      assertEquals(
          new PageMetadata(
              URI.create(base + "/a?b=c"),
              "text/x-test; charset=utf-8",
              "\"v1\"",
              "Sun, 01 Nov 2026 00:00:00 GMT",
              now),
          page.metadata());
      assertEquals(4, page.lengthBytes());
      assertTrue(page.content().isDirect());
    } finally {
      assertTrue(page.release());
    }
  }

  @Test
  void takesAnEmptyPageForAPage() throws Exception {
    serve("/ok", 200, new byte[0]);
    serve("/none", 204, new byte[0]);
    assertEquals(0, bytesOf(base + "/ok").length);
    assertEquals(0, bytesOf(base + "/none").length);
  }

  @Test
  void needsNoScheme() throws Exception {
    serve("/x", 200, "page".getBytes(UTF_8));
    assertEquals("page", text("127.0.0.1:" + origin.getAddress().getPort() + "/x"));
    assertEquals("page", text("localhost:" + origin.getAddress().getPort() + "/x"));
  }

  @Test
  void asksTheOriginAsAnOrdinaryClientWould() throws Exception {
    try (RawOrigin raw = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertEquals("ok", text(raw.url("/a%2Fb c/\u00e9?q=[1]&r=%")));
      String head = raw.requestHeads().get(0);
      assertTrue(head.startsWith("GET /a%2Fb%20c/%C3%A9?q=%5B1%5D&r=%25 HTTP/1.1\r\n"), head);
      assertTrue(head.contains("\r\nHost: 127.0.0.1:" + raw.port() + "\r\n"), head);
      assertTrue(head.contains("\r\nAccept-Encoding: identity\r\n"), head);
      assertFalse(head.contains("Proxy-"), head);
    }
  }

  @Test
  void followsRedirectsOfEveryKind() throws Exception {
    redirect("/1/a", 301, "b?x=1");
    serve("/2", 200, "page".getBytes(UTF_8));
    redirect("/1/b", 308, base + "/2#part");
    Page page = new PageFetcher(PATIENT).fetch(PageSource.parse(base + "/1/a"));
    assertEquals(URI.create(base + "/2"), page.metadata().source());
    page.release();
  }

  @Test
  void bringsCookiesBackWithinOneFetch() throws Exception {
    origin.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Cookie")) {
            answer(exchange, 200, "page".getBytes(UTF_8));
          } else {
            exchange.getResponseHeaders().set("Set-Cookie", "seen=1");
            exchange.getResponseHeaders().set("Location", "/");
            answer(exchange, 307, new byte[0]);
          }
        });
    assertEquals("page", text(base));
  }

  @Test
  void endsARedirectLoop() {
    redirect("/loop", 302, "/loop");
    assertFails(base + "/loop", "more than 3 redirects");
  }

  @Test
  void refusesRedirectsThatLeadNowhereItCanGo() {
    origin.createContext("/none", exchange -> answer(exchange, 302, new byte[0]));
    redirect("/file", 302, "file:///etc/passwd");
    redirect("/ftp", 302, "ftp://127.0.0.1/");
    redirect("/bad", 302, "http://[::1");
    redirect("/user", 302, "http://a@127.0.0.1/");
    assertFails(base + "/none", "a redirect without a destination");
    assertFails(base + "/file", "its scheme is file: and not http: or https:");
    assertFails(base + "/ftp", "its scheme is ftp:");
    assertFails(base + "/bad", "its host or port is not valid");
    assertFails(base + "/user", "user name");
  }

  @Test
  void tellsTheErrorThatTheOriginAnswered() {
    serve("/404", 404, "gone".getBytes(UTF_8));
    serve("/500", 500, new byte[0]);
    serve("/206", 206, "part".getBytes(UTF_8));
    serve("/304", 304, new byte[0]);
    assertFails(base + "/404", "the server answered 404 Not Found; check the address");
    assertFails(base + "/500", "the server answered 500 Internal Server Error; try again later");
    assertFails(base + "/206", "the server answered 206");
    assertFails(base + "/304", "the server answered 304");
  }

  @Test
  void encodesTheReasonPhrase() throws Exception {
    try (RawOrigin raw =
        RawOrigin.answering("HTTP/1.1 418 \u001b[31mred\r\nContent-Length: 0\r\n\r\n")) {
      assertFails(raw.url("/"), "418 \\u001B[31mred");
    }
  }

  @Test
  void tellsAStatusThatHasNoReasonPhrase() throws Exception {
    try (RawOrigin raw = RawOrigin.answering("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n")) {
      assertFails(raw.url("/"), "the server answered 404; check the address");
    }
  }

  @Test
  void tellsThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertFails("127.0.0.1:" + port, "127.0.0.1 port " + port + " cannot be reached");
  }

  @Test
  void tellsThatAHostIsUnknown() {
    assertFails("http://nonexistent.invalid/", "the host nonexistent.invalid is not known");
  }

  @Test
  void acceptsAPageOfExactlyTheLimitAndNoneLarger() throws Exception {
    serve("/fits", 200, new byte[100_000]);
    serve("/declared", 200, new byte[100_001]);
    origin.createContext(
        "/undeclared",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[100_001]);
          exchange.close();
        });
    assertEquals(100_000, bytesOf(base + "/fits").length);
    assertFails(base + "/declared", "it is larger than 100000 bytes");
    assertFails(base + "/undeclared", "it is larger than 100000 bytes");
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    serve("/", 200, "page".getBytes(UTF_8));
    assertEquals("page", text(base));
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith(PinnedRoute.THREAD_NAME_PREFIX)));
  }

  @Test
  void hasNoValidatorsWhereTheOriginGaveNone() throws Exception {
    serve("/", 200, "page".getBytes(UTF_8));
    Page page = new PageFetcher(PATIENT).fetch(PageSource.parse(base));
    assertNull(page.metadata().entityTag());
    assertNull(page.metadata().lastModified());
    page.release();
  }

  private static String text(String source) throws PageFetchException {
    return new String(bytesOf(source), UTF_8);
  }

  private void serve(String path, int status, byte[] body) {
    origin.createContext(path, exchange -> answer(exchange, status, body));
  }

  private void redirect(String path, int status, String location) {
    origin.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          answer(exchange, status, new byte[0]);
        });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
