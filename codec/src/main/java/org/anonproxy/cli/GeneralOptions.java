package org.anonproxy.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Is the options that every command of both programs has: {@link CommandLineProgram} adds and obeys
 * them, a command does not see them.
 */
final class GeneralOptions {
  static final String NAME = "general";
  static final String CONFIGURATION = "config";

  private GeneralOptions() {}

  /** Makes them for one command. */
  static CommandSpec mixin() {
    return OptionMixin.of(
        "General",
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build(),
        OptionSpec.builder("-V", "--version")
            .type(boolean.class)
            .versionHelp(true)
            .description("Print version information and exit.")
            .build(),
        OptionSpec.builder("--" + CONFIGURATION)
            .type(Path.class)
            .order(90)
            .paramLabel("FILE")
            .description(
                "Read options from this file, too: lines of the form 'port = 9000', with the"
                    + " options' long names.")
            .build());
  }
}
