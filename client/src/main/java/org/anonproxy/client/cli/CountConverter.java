package org.anonproxy.client.cli;

import org.anonproxy.client.load.Workload;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number from 1 to a million. */
final class CountConverter implements ITypeConverter<Integer> {
  /** Made by picocli. */
  CountConverter() {}

  @Override
  public Integer convert(String text) {
    if (text.matches("[0-9]{1,7}")) {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= Workload.MAX_CLIENTS) {
        return count;
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not a whole number from 1 to " + Workload.MAX_CLIENTS);
  }
}
