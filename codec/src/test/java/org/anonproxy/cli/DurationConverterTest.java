package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes durations back. */
class DurationConverterTest {
  @ParameterizedTest
  @CsvSource({
    "0ms,0s",
    "1500ms,1500ms",
    "5000ms,5s",
    "60s,1m",
    "90s,90s",
    "60m,1h",
    "24h,24h",
    "25h,25h",
    "48h,2 days"
  })
  void writesADurationInTheLargestUnitThatLeavesNoRest(String read, String written) {
    assertEquals(written, DurationConverter.text(new DurationConverter().convert(read)));
  }
}
