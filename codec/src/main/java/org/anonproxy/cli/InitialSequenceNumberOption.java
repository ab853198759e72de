package org.anonproxy.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Is the option {@code --isn} of both programs: a mixin for a command. */
@Command(optionListHeading = "Protocol:%n")
public final class InitialSequenceNumberOption {

  /** What a program says when the option is used. */
  public static final String WARNING = "with --isn, strangers can guess the sequence numbers";

  @Option(
      names = "--isn",
      order = 45,
      paramLabel = "N",
      converter = Unsigned32Converter.class,
      description = "A fixed initial sequence number: for demonstrations, strangers can guess it.")
  private @Nullable Integer number;

  /** Made by picocli. */
  public InitialSequenceNumberOption() {}

  /** Returns the number, to be read as unsigned, or null if none was asked for. */
  public @Nullable Integer number() {
    return number;
  }
}
