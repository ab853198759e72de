package org.anonproxy.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Is the option {@code --isn} of both programs. */
public final class InitialSequenceNumberOption {

  /** What a program says when the option is used. */
  public static final String WARNING = "with --isn, strangers can guess the sequence numbers";

  private final OptionSpec number =
      OptionSpec.builder("--isn")
          .type(Integer.class)
          .order(45)
          .paramLabel("N")
          .converters(new Unsigned32Converter())
          .description(
              "A fixed initial sequence number: for demonstrations, strangers can guess it.")
          .build();

  /** Makes the option for one command. */
  public InitialSequenceNumberOption() {}

  /** Returns the option for the command that has it. */
  public CommandSpec mixin() {
    return OptionMixin.of("Protocol", number);
  }

  /** Returns the number, to be read as unsigned, or null if none was asked for. */
  public @Nullable Integer number() {
    return number.getValue();
  }
}
