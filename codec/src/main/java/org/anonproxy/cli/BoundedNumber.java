package org.anonproxy.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number between two bounds, and says what was expected when it is none. */
abstract class BoundedNumber<T> implements ITypeConverter<T> {

  private final String noun;
  private final long minimum;
  private final long maximum;

  BoundedNumber(String noun, long minimum, long maximum) {
    this.noun = noun;
    this.minimum = minimum;
    this.maximum = maximum;
  }

  final long parse(String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= minimum && number <= maximum) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refusal(text);
    }
    throw refusal(text);
  }

  private TypeConversionException refusal(String text) {
    return new TypeConversionException(
        "'" + text + "' is not " + noun + " (" + minimum + ".." + maximum + ")");
  }
}
