package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what origins say of how long their pages keep. */
final class FreshnessTest {
  private static final String DATE = "Sun, 01 Nov 2026 10:00:00 GMT";

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                                   | -    | -",
        "public                              | -    | -",
        "max-age=60                          | 60   | -",
        "MAX-AGE = \"60\"                    | 60   | -",
        "max-age=60, max-age=5               | 60   | -",
        "max-age=60, s-maxage=5              | 5    | 0",
        "max-age=60,must-revalidate          | 60   | 0",
        "max-age=60,proxy-revalidate         | 60   | 0",
        "max-age=60, stale-if-error=3600     | 60   | 3600",
        "max-age=60, stale-if-error=9, must-revalidate | 60 | 0",
        "no-cache, max-age=60                | 0    | 0",
        "no-store                            | 0    | 0",
        "private=\"a, max-age=1\", max-age=7 | 7    | -",
        "max-age=soon                        | 0    | -",
        "max-age=-1                          | 0    | -",
        "max-age                             | 0    | -",
        "max-age=99999999999999999999999     | 2147483648 | -",
        "x-max-age=3, =, ;, max-age=4        | 4    | -",
      })
  void understandsCacheControl(
      @Nullable String header, @Nullable Long lifetime, @Nullable Long staleOnError) {
    Map<String, String> headers = new HashMap<>();
    if (header != null) {
      headers.put("Cache-Control", header);
    }
    Freshness freshness = Freshness.of(headers::get);
    assertEquals(lifetime, seconds(freshness.lifetime()));
    assertEquals(staleOnError, seconds(freshness.staleOnError()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "Sun, 01 Nov 2026 10:05:00 GMT | -          | -   | 300",
        "Sun, 01 Nov 2026 09:00:00 GMT | -          | -   | 0",
        "0                             | -          | -   | 0",
        "Sun, 01 Nov 2026 10:05:00 GMT | max-age=60 | -   | 60",
        "Sun, 01 Nov 2026 10:05:00 GMT | -          | 100 | 200",
        "-                             | max-age=60 | 45  | 15",
        "-                             | max-age=60 | 90  | 0",
        "-                             | -          | 90  | -",
      })
  void countsFromWhenTheOriginSentIt(
      @Nullable String expires,
      @Nullable String control,
      @Nullable String age,
      @Nullable Long expected) {
    Map<String, String> headers = new HashMap<>(Map.of("Date", DATE));
    headers.put("Expires", expires);
    headers.put("Cache-Control", control);
    headers.put("Age", age);
    assertEquals(expected, seconds(Freshness.of(headers::get).lifetime()));
  }

  @Test
  void isNotHeldUpByAHostileHeader() {
    for (String part : new String[] {"a=\"", "\"\\", "a =  ", "=", "a\t"}) {
      String header = part.repeat(100_000 / part.length());
      assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () ->
              assertEquals(Freshness.UNSTATED, Freshness.of(Map.of("Cache-Control", header)::get)));
    }
  }
}
