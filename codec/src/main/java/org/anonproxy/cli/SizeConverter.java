package org.anonproxy.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a number of bytes with its unit, which is binary: {@code 64M} and {@code 64MiB} are the
 * same 64 times 2<sup>20</sup> bytes. Units are K, M and G, in capitals; there is none for single
 * bytes, and {@code MB}, which for many is 10<sup>6</sup>, is refused.
 */
public final class SizeConverter implements ITypeConverter<Long> {
  /** Nine digits keep every unit far from overflow. */
  private static final Pattern FORMAT = Pattern.compile("([0-9]{1,9})([KMG])(?:iB)?");

  /** Reads sizes of up to a billion GiB. */
  public SizeConverter() {}

  @Override
  public Long convert(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size (a number and a unit: 128K, 64M, 2G)");
    }
    return Long.parseLong(matcher.group(1)) << shiftBits(matcher.group(2));
  }

  private static int shiftBits(String unit) {
    return switch (unit) {
      case "K" -> 10;
      case "M" -> 20;
      default -> 30;
    };
  }
}
