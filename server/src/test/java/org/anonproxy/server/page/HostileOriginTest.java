package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.anonproxy.server.page.Fetching.SMALL;
import static org.anonproxy.server.page.Fetching.assertFails;
import static org.anonproxy.server.page.Fetching.bytesOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fetches from origins that mean harm: each attempt ends in time, in bounded memory, with a word.
 */
final class HostileOriginTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** Leaves a busy machine some slack beyond the limit of 700 ms. */
  private static final Duration IN_TIME = Duration.ofSeconds(4);

  private final PageFetcher fetcher = new PageFetcher(SMALL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\n123456789",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "Transfer-Encoding: chunked\r\n\r\nA\r\n12345"
      })
  void takesATruncatedBodyForAnError(String rest) throws IOException {
    try (RawOrigin origin = RawOrigin.answering(OK + rest)) {
      assertFails(origin.url("/"), "");
    }
  }

  @Test
  void saysHowMuchOfATruncatedBodyCame() throws IOException {
    try (RawOrigin origin = RawOrigin.answering(OK + "Content-Length: 10\r\n\r\n12345")) {
      assertFails(origin.url("/"), "the answer ended after 5 of 10 bytes");
    }
  }

  @Test
  void takesABodyWithoutLengthToTheEndOfTheConnection() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.0 200 OK\r\n\r\n12345")) {
      assertEquals(5, bytesOf(origin.url("/")).length);
    }
  }

  @Test
  void doesNotTakeTheTimeLimitForTheEndOfABodyWithoutLength() throws IOException {
    endsInTime("HTTP/1.0 200 OK\r\n\r\n", "12345", 1000, "700 ms in all");
  }

  @Test
  void endsABodyThatComesByteByByte() throws IOException {
    endsInTime(OK + "Content-Length: 10000\r\n\r\n", "x", 20, "700 ms in all");
  }

  @Test
  void endsAHeaderThatComesByteByByte() throws IOException {
    endsInTime(OK + "X: ", "x", 20, "700 ms in all");
  }

  @Test
  void endsWaitingForAnAnswerThatNeverBegins() throws IOException {
    endsInTime("", "", 100, "700 ms in all");
  }

  @Test
  void endsAnEndlessBody() throws IOException {
    endsInTime(OK + "\r\n", "x".repeat(10_000), 0, "it is larger than 100000 bytes");
  }

  @Test
  void endsEndlessInformationalAnswers() throws IOException {
    endsInTime("", "HTTP/1.1 100\r\n\r\n", 0, "cannot download");
  }

  @Test
  void endsAMillionHeaders() throws IOException {
    try (RawOrigin origin =
        RawOrigin.answering(
            (out, self) -> {
              out.write(OK.getBytes(ISO_8859_1));
              for (int header = 0; header < 1_000_000; header++) {
                out.write(("h" + header + ": v\r\n").getBytes(ISO_8859_1));
              }
              out.write("Content-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
            })) {
      // Newer runtimes count the headers themselves, older ones meet the route's limit.
      assertTimeoutPreemptively(
          IN_TIME, () -> assertFails(fetcher, origin.url("/"), "cannot download"));
    }
  }

  @Test
  void endsAHeaderLineWithoutEnd() throws IOException {
    endsInTime(OK + "X: ", "x".repeat(10_000), 0, "header is longer than 65536 bytes");
  }

  @Test
  void unpacksADecompressionBombNoFurtherThanTheLimit() throws IOException {
    byte[] bomb = gzip(64 << 20);
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    PageFetcher counted = new PageFetcher(SMALL, Network.REAL, allocator, InstantSource.system());
    try (RawOrigin origin =
        RawOrigin.answering(
            (out, self) -> {
              out.write((OK + "Content-Encoding: gzip\r\n\r\n").getBytes(ISO_8859_1));
              out.write(bomb);
            })) {
      assertFails(counted, origin.url("/"), "it is larger than 100000 bytes");
    }
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  @Test
  void unpacksWhatAnOriginCompressedUnasked() throws Exception {
    byte[] packed = gzip(50_000);
    try (RawOrigin origin =
        RawOrigin.answering(
            (out, self) -> {
              out.write((OK + "Content-Encoding: gzip\r\n").getBytes(ISO_8859_1));
              out.write(("Content-Length: " + packed.length + "\r\n\r\n").getBytes(ISO_8859_1));
              out.write(packed);
            })) {
      assertEquals(50_000, bytesOf(origin.url("/")).length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Encoding: br",
        "Content-Encoding: ZSTD",
        "Content-Encoding: x-gzip",
        "Content-Encoding: gzip, gzip",
        "Transfer-Encoding: gzip, chunked"
      })
  void refusesWhatItCannotUnpack(String header) throws IOException {
    try (RawOrigin origin = RawOrigin.answering(OK + header + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) {
      assertFails(origin.url("/"), "not supported: " + header.replaceFirst(".*?: ", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "none", "identity", ""})
  void doesNotMindAWordThatIsNoCoding(String word) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK + "Content-Encoding: " + word + "\r\n\r\nabc")) {
      assertEquals(3, bytesOf(origin.url("/")).length);
    }
  }

  @Test
  void hasTheRuntimeSayNothingOfCookiesThatItDislikes() throws Exception {
    List<String> said = new ArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord event) {
            said.add(event.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(listener);
    try (RawOrigin origin =
        RawOrigin.answering(OK + "Set-Cookie: =\u001b[31m\r\nContent-Length: 2\r\n\r\nok")) {
      assertEquals(2, bytesOf(origin.url("/")).length);
    } finally {
      root.removeHandler(listener);
    }
    assertEquals(List.of(), said);
  }

  @Test
  void takesATruncatedCompressedBodyForAnError() throws Exception {
    byte[] packed = gzip(50_000);
    try (RawOrigin origin =
        RawOrigin.answering(
            (out, self) -> {
              out.write((OK + "Content-Encoding: gzip\r\n\r\n").getBytes(ISO_8859_1));
              out.write(packed, 0, packed.length - 4);
            })) {
      assertFails(origin.url("/"), "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n\r\n",
        "not HTTP at all\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 99999999999 X\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip",
        "HTTP/1.1 302 Found\r\nLocation: \u0000\u0001\r\n\r\n",
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
      })
  void meetsAnAnswerThatIsNoPageWithAWord(String answer) throws IOException {
    try (RawOrigin origin = RawOrigin.answering(answer)) {
      assertTimeoutPreemptively(
          IN_TIME, () -> assertFails(fetcher, origin.url("/"), "cannot download"));
    }
  }

  @Test
  void sharesTheTimeAmongAllRedirects() throws IOException {
    try (RawOrigin origin =
        RawOrigin.answering(
            (out, self) -> {
              self.pause(300);
              out.write(
                  "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(ISO_8859_1));
            })) {
      assertTimeoutPreemptively(
          IN_TIME, () -> assertFails(fetcher, origin.url("/"), "700 ms in all"));
    }
  }

  @Test
  void doesNotWaitForANameServerForEver() {
    CountDownLatch never = new CountDownLatch(1);
    Network deaf =
        new Network(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return List.of(InetAddress.getLoopbackAddress());
            },
            AddressTable::scopeOf,
            null);
    PageFetcher waiting =
        new PageFetcher(SMALL, deaf, UnpooledByteBufAllocator.DEFAULT, InstantSource.system());
    assertTimeoutPreemptively(
        IN_TIME, () -> assertFails(waiting, "http://origin.test/", "700 ms in all"));
    never.countDown();
  }

  @Test
  void releasesEverythingAfterAFailure() throws IOException {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    PageFetcher counted = new PageFetcher(SMALL, Network.REAL, allocator, InstantSource.system());
    try (RawOrigin origin = RawOrigin.answering(OK + "Content-Length: 10\r\n\r\n12345")) {
      assertThrows(PageFetchException.class, () -> bytesOf(counted, origin.url("/")));
    }
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  private void endsInTime(String start, String repeated, int pauseMillis, String expectedWords)
      throws IOException {
    try (RawOrigin origin =
        RawOrigin.answering(
            (out, self) -> {
              out.write(start.getBytes(ISO_8859_1));
              while (self.pause(pauseMillis)) {
                out.write(repeated.getBytes(ISO_8859_1));
              }
            })) {
      assertTimeoutPreemptively(
          IN_TIME, () -> assertFails(fetcher, origin.url("/"), expectedWords));
    }
  }

  private static byte[] gzip(int zeros) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[zeros]);
    }
    assertTrue(packed.size() < zeros / 100);
    return packed.toByteArray();
  }
}
