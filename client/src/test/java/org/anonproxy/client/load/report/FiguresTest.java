package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "999, 999", "1234567, '1,234,567'"})
  void writesCounts(long number, String text) {
    assertEquals(text, Figures.count(number));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, -",
    "0, 0",
    "7, 7",
    "7.126, 7.13",
    "99.99, 99.99",
    "100.4, 100",
    "-100.4, -100"
  })
  void writesRates(double number, String text) {
    assertEquals(text, Figures.number(number));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048576, 1.0 MiB",
    "1e13, 9.1 TiB",
    "1e16, 9094.9 TiB"
  })
  void writesBytesInTheLargestUnitThatFits(double bytes, String text) {
    assertEquals(text, Figures.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, -",
    "0.126, 0.13 ms",
    "9.994, 9.99 ms",
    "10, 10.0 ms",
    "99.9, 99.9 ms",
    "100, 100 ms",
    "9999, 9999 ms",
    "10000, 10.0 s"
  })
  void writesLatenciesInThreeOrFourDigits(double millis, String text) {
    assertEquals(text, Figures.millis(millis));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0 %", "0.0012, 0.12 %", "0.01, 1.0 %", "0.5, 50.0 %", "1, 100.0 %"})
  void writesShares(double share, String text) {
    assertEquals(text, Figures.percent(share));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "9999, 9999", "10000, 10k", "12500, 12.5k", "1e6, 1M", "1234567, 1.235M"})
  void labelsAnAxisOfNumbers(double number, String text) {
    assertEquals(text, Figures.shortNumber(number));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "0.2, 200 \u00b5s",
    "0.5, 0.5 ms",
    "999, 999 ms",
    "1000, 1 s",
    "2500, 2.5 s"
  })
  void labelsAnAxisOfLatencies(double millis, String text) {
    assertEquals(text, Figures.shortMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"0.25, 0.3 s", "59.94, 59.9 s", "60, 1:00 min", "125.9, 2:05 min", "3600, 60:00 min"})
  void writesHowLongSomethingTook(double seconds, String text) {
    assertEquals(text, Figures.elapsed(seconds));
  }
}
