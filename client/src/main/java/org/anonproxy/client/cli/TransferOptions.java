package org.anonproxy.client.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.InitialSequenceNumberOption;
import org.anonproxy.cli.ProtocolOptions;
import org.anonproxy.client.ClientConfig;
import org.anonproxy.transport.Linger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Is the options that tune a transfer: a mixin for every command that fetches. */
@Command(optionListHeading = "Protocol:%n")
final class TransferOptions {
  @Mixin private final ProtocolOptions protocol = new ProtocolOptions();

  @Mixin
  private final InitialSequenceNumberOption initialSequenceNumber =
      new InitialSequenceNumberOption();

  @Option(
      names = "--linger",
      order = 43,
      paramLabel = "DURATION",
      converter = LingerConverter.class,
      description =
          "How long to stay after the last packet, in case the server repeats it, up to 1m"
              + " (default: one time-out if packets were lost, else not at all).")
  private @Nullable Duration linger;

  /** Turns the options into a configuration without a log, and warns of a dangerous one. */
  ClientConfig config(CommandSpec command) {
    ClientConfig config =
        ClientConfig.standard()
            .withTransport(protocol.transport())
            .withRetransmission(protocol.retransmission())
            .withLinger(linger == null ? Linger.AFTER_LOSS : Linger.of(linger));
    Integer fixed = initialSequenceNumber.number();
    if (fixed == null) {
      return config;
    }
    PrintWriter err = command.commandLine().getErr();
    err.println("WARNING: " + InitialSequenceNumberOption.WARNING + ".");
    return config.withInitialSequenceNumbers(() -> fixed);
  }

  /** Reads how long to linger: up to a minute. */
  static final class LingerConverter extends DurationConverter {

    /** Made by picocli. */
    LingerConverter() {
      super(Duration.ZERO, Duration.ofMinutes(1));
    }
  }
}
