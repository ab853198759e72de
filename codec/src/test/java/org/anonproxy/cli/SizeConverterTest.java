package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {
  private final SizeConverter converter = new SizeConverter();

  @ParameterizedTest
  @CsvSource({
    "0K, 0",
    "1K, 1024",
    "128KiB, 131072",
    "64M, 67108864",
    "64MiB, 67108864",
    "2G, 2147483648",
    "2GiB, 2147483648",
    "999999999G, 1073741822926258176",
  })
  void readsBinaryUnits(String text, long bytes) {
    assertEquals(bytes, converter.convert(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "64",
        "M",
        "64m",
        "64MB",
        "64Mi",
        "64T",
        "-1M",
        "1.5M",
        "1000000000G",
        " 1M",
        "1M "
      })
  void refusesEverythingElse(String text) {
    TypeConversionException refusal =
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    assertEquals(
        "'" + text + "' is not a size (a number and a unit: 128K, 64M, 2G)", refusal.getMessage());
  }
}
