package org.anonproxy.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Is the option {@code --config}, which every command of both programs has: {@link
 * CommandLineProgram} adds and obeys it, a command does not see it.
 */
@Command(optionListHeading = ConfigurationOption.HEADING + ":%n")
final class ConfigurationOption {
  static final String NAME = "config";
  static final String HEADING = "General";

  @Option(
      names = "--" + NAME,
      order = 90,
      paramLabel = "FILE",
      description =
          "Read options from this file, too: lines of the form 'port = 9000', with the options'"
              + " long names.")
  @SuppressWarnings("UnusedVariable") // it is read from the result of parsing
  private @Nullable Path file;

  /** Made by picocli. */
  ConfigurationOption() {}
}
