package org.anonproxy.client.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.InitialSequenceNumberOption;
import org.anonproxy.cli.OptionMixin;
import org.anonproxy.cli.ProtocolOptions;
import org.anonproxy.client.ClientConfig;
import org.anonproxy.transport.Linger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Is the options that tune the transfer of a fetch. */
final class TransferOptions {
  private final ProtocolOptions protocol = new ProtocolOptions();
  private final InitialSequenceNumberOption initialSequenceNumber =
      new InitialSequenceNumberOption();

  private final OptionSpec linger =
      OptionSpec.builder("--linger")
          .type(Duration.class)
          .order(43)
          .paramLabel("DURATION")
          .converters(new LingerConverter())
          .description(
              "How long to stay after the last packet, in case the server repeats it, up to 1m"
                  + " (default: one time-out if packets were lost, else not at all).")
          .build();

  /** Returns the options for the command that has them. */
  CommandSpec mixin() {
    return OptionMixin.of("Protocol", linger)
        .addMixin("protocol", protocol.mixin())
        .addMixin("initial-sequence-number", initialSequenceNumber.mixin());
  }

  /** Turns the options into a configuration without a log, and warns of a dangerous one. */
  ClientConfig config(CommandSpec command) {
    @Nullable Duration lingering = linger.getValue();
    ClientConfig config =
        ClientConfig.standard()
            .withTransport(protocol.transport())
            .withRetransmission(protocol.retransmission())
            .withLinger(lingering == null ? Linger.AFTER_LOSS : Linger.of(lingering));
    Integer fixed = initialSequenceNumber.number();
    if (fixed == null) {
      return config;
    }
    PrintWriter err = command.commandLine().getErr();
    err.println("WARNING: " + InitialSequenceNumberOption.WARNING + ".");
    return config.withInitialSequenceNumbers(() -> fixed);
  }

  /** Reads how long to linger: up to a minute. */
  private static final class LingerConverter extends DurationConverter {
    LingerConverter() {
      super(Duration.ZERO, Duration.ofMinutes(1));
    }
  }
}
