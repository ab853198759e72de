package org.anonproxy.cli;

import org.anonproxy.logfile.Rotation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Is the options that say when a program rotates its log files. */
final class RotationOptions {

  private final OptionSpec maxBytes =
      OptionSpec.builder("--log-size")
          .type(Long.class)
          .order(38)
          .paramLabel("SIZE")
          .converters(new LogSizeConverter())
          .description(
              "Rotate a log file before it grows beyond this, such as 10M: FILE becomes FILE.1,"
                  + " FILE.1 becomes FILE.2 (default: never).")
          .build();

  private final OptionSpec keptFiles =
      OptionSpec.builder("--log-files")
          .type(int.class)
          .order(39)
          .paramLabel("N")
          .defaultValue("5")
          .converters(new NumberConverter.Positive())
          .description("How many full log files are kept (default: ${DEFAULT-VALUE}).")
          .build();

  /** Returns the options for the command that has them. */
  CommandSpec mixin() {
    return OptionMixin.of("Logs", maxBytes, keptFiles);
  }

  Rotation rotation() {
    @Nullable Long bytes = maxBytes.getValue();
    return bytes == null ? Rotation.NONE : new Rotation(bytes, keptFiles.<Integer>getValue());
  }

  /** Reads the size of a log file: 64 KiB hold several writes. */
  static final class LogSizeConverter implements ITypeConverter<Long> {
    private static final long SMALLEST_BYTES = 64 << 10;

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
