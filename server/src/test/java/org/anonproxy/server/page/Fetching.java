package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;

/** What the tests of fetching have in common. */
final class Fetching {
  /** Small enough that a test reaches every limit at once. */
  static final FetchLimits SMALL =
      new FetchLimits(100_000, Duration.ofMillis(500), Duration.ofMillis(700), 3);

  /** Generous in time, for what must succeed on a busy machine. */
  static final FetchLimits PATIENT =
      new FetchLimits(100_000, Duration.ofSeconds(10), Duration.ofSeconds(20), 3);

  private Fetching() {}

  /** Returns the address that {@code literal} spells, without asking anybody. */
  static InetAddress address(String literal) {
    return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(literal), literal);
  }

  static byte[] bytesOf(String source) throws PageFetchException {
    return bytesOf(new PageFetcher(PATIENT), source);
  }

  static byte[] bytesOf(PageFetcher fetcher, String source) throws PageFetchException {
    Page page = fetcher.fetch(PageSource.parse(source));
    try {
      return ByteBufUtil.getBytes(page.content());
    } finally {
      page.release();
    }
  }

  static void assertFails(String source, String expectedWords) {
    assertFails(new PageFetcher(PATIENT), source, expectedWords);
  }

  /** Asserts that nothing comes, and that the operator is told why in one clean line. */
  static void assertFails(PageFetcher fetcher, String source, String expectedWords) {
    PageFetchException e = assertThrows(PageFetchException.class, () -> bytesOf(fetcher, source));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(expectedWords), message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertTrue(message.contains("; "), "says what to do: " + message);
  }
}
