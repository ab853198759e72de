package org.anonproxy.cli;

import org.anonproxy.logfile.Rotation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Is the options that say when a program rotates its log files: a mixin for a command. */
@Command(optionListHeading = "Logs:%n")
final class RotationOptions {

  @Option(
      names = "--log-size",
      order = 38,
      paramLabel = "SIZE",
      converter = LogSizeConverter.class,
      description =
          "Rotate a log file before it grows beyond this, such as 10M: FILE becomes FILE.1, FILE.1"
              + " becomes FILE.2 (default: never).")
  private @Nullable Long maxBytes;

  @Option(
      names = "--log-files",
      order = 39,
      paramLabel = "N",
      defaultValue = "5",
      converter = NumberConverter.Positive.class,
      description = "How many full log files are kept (default: ${DEFAULT-VALUE}).")
  private int keptFiles;

  /** Made by picocli. */
  RotationOptions() {}

  Rotation rotation() {
    return maxBytes == null ? Rotation.NONE : new Rotation(maxBytes, keptFiles);
  }

  /** Reads the size of a log file: 64 KiB hold several writes. */
  static final class LogSizeConverter implements ITypeConverter<Long> {
    private static final long SMALLEST_BYTES = 64 << 10;

    /** Made by picocli. */
    LogSizeConverter() {}

    @Override
    public Long convert(String text) {
      long bytes = new SizeConverter().convert(text);
      if (bytes < SMALLEST_BYTES) {
        throw new TypeConversionException("'" + text + "' is less than 64K");
      }
      return bytes;
    }
  }
}
