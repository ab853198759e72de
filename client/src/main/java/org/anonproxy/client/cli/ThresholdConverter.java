package org.anonproxy.client.cli;

import org.anonproxy.client.load.report.Threshold;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a condition under which a load test counts as failed. */
final class ThresholdConverter implements ITypeConverter<Threshold> {
  /** Made by picocli. */
  ThresholdConverter() {}

  @Override
  public Threshold convert(String text) {
    try {
      return Threshold.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
