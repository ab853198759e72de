package org.anonproxy.client.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a percentage, {@code 2} or {@code 0.5} or {@code 2%}, as a share of 0 to 1. */
final class PercentConverter implements ITypeConverter<Double> {
  private static final Pattern FORMAT = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,9})?%?");
  private static final double WHOLE = 100;

  /** Made by picocli. */
  PercentConverter() {}

  @Override
  public Double convert(String text) {
    if (FORMAT.matcher(text).matches()) {
      String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
      double percent = Double.parseDouble(number);
      if (percent <= WHOLE) {
        return percent / WHOLE;
      }
    }
    throw new TypeConversionException("'" + text + "' is not a percentage (0 to 100, such as 2)");
  }
}
