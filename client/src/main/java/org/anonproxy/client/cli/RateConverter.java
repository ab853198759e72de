package org.anonproxy.client.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how often something happens in a second: above 0, up to ten million. */
final class RateConverter implements ITypeConverter<Double> {
  private static final double MAX_PER_SECOND = 1e7;

  /** Made by picocli. */
  RateConverter() {}

  @Override
  public Double convert(String text) {
    if (text.matches("[0-9]{1,8}(\\.[0-9]{1,9})?")) {
      double rate = Double.parseDouble(text);
      if (rate > 0 && rate <= MAX_PER_SECOND) {
        return rate;
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not a rate (a number per second, such as 500 or 0.5)");
  }
}
