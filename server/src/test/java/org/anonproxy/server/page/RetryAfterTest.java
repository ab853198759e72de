package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads for how long origins want to be left alone. */
final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                             | -                             | -",
        "120                           | -                             | 120",
        "0                             | -                             | 0",
        "99999999999999999999999       | -                             | 2147483648",
        "Sun, 01 Nov 2026 10:05:00 GMT | -                             | 300",
        "Sun, 01 Nov 2026 10:05:00 GMT | Sun, 01 Nov 2026 10:04:00 GMT | 60",
        "Sun, 01 Nov 2026 10:05:00 GMT | yesterday                     | 300",
        "Sun, 01 Nov 2026 09:00:00 GMT | -                             | 0",
        "-1                            | -                             | -",
        "1.5                           | -                             | -",
        "5, 10                         | -                             | -",
        "soon                          | -                             | -",
        "''                            | -                             | -",
      })
  void understandsSecondsAndDates(
      @Nullable String header, @Nullable String date, @Nullable Long seconds) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Retry-After", header);
    headers.put("Date", date);
    Duration expected = seconds == null ? null : Duration.ofSeconds(seconds);
    assertEquals(expected, RetryAfter.of(headers::get, NOW));
  }

  @Test
  void countsOnlyWithAnAnswerThatMeansLater() throws IOException {
    assertEquals(Duration.ofSeconds(7), retryAfterOf("429 Too Many Requests"));
    assertEquals(Duration.ofSeconds(7), retryAfterOf("503 Service Unavailable"));
    assertEquals(null, retryAfterOf("500 Internal Server Error"));
    assertEquals(null, retryAfterOf("404 Not Found"));
  }

  private static @Nullable Duration retryAfterOf(String status) throws IOException {
    String answer = "HTTP/1.1 " + status + "\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    try (RawOrigin origin = RawOrigin.answering(answer)) {
      return assertThrows(PageFetchException.class, () -> Fetching.bytesOf(origin.url("/")))
          .retryAfter();
    }
  }
}
