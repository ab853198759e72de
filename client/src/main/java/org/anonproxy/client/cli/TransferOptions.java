package org.anonproxy.client.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.RetriesConverter;
import org.anonproxy.cli.Unsigned32Converter;
import org.anonproxy.client.ClientConfig;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Is the options that tune a transfer: a mixin for every command that fetches. */
final class TransferOptions {
  private static final Duration LONGEST_LINGER = Duration.ofMinutes(1);

  @Option(
      names = "--retries",
      order = 11,
      paramLabel = "N",
      defaultValue = "3",
      converter = RetriesConverter.class,
      description = "How often a packet is repeated, 0 to 64 (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--min-rto",
      order = 12,
      paramLabel = "TIME",
      defaultValue = "500ms",
      converter = DurationConverter.class,
      description =
          "The shortest time before a packet is repeated, up to 3s (default: ${DEFAULT-VALUE}).")
  private Duration minRto = Duration.ofMillis(500);

  @Option(
      names = "--linger",
      order = 13,
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long to stay after the last packet, in case the server repeats it, up to 1m"
              + " (default: one time-out if packets were lost, else not at all).")
  private @Nullable Duration linger;

  @Option(
      names = "--transport",
      order = 14,
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "What moves the datagrams: auto, nio or epoll (default: ${DEFAULT-VALUE}).")
  private DatagramTransport transport = DatagramTransport.AUTO;

  @Option(
      names = "--isn",
      order = 15,
      paramLabel = "N",
      converter = Unsigned32Converter.class,
      description = "Always begin at this sequence number. Unsafe: for demonstrations only.")
  private @Nullable Integer isn;

  /**
   * Turns the options into a configuration without a log, and warns of a dangerous one.
   *
   * @throws ParameterException if they do not go together
   */
  ClientConfig config(CommandSpec command) {
    ClientConfig config =
        ClientConfig.standard()
            .withTransport(transport)
            .withRetransmission(retransmission(command))
            .withLinger(linger(command));
    Integer fixed = isn;
    if (fixed == null) {
      return config;
    }
    PrintWriter err = command.commandLine().getErr();
    err.println("WARNING: with --isn, strangers can guess the sequence numbers.");
    return config.withInitialSequenceNumbers(() -> fixed);
  }

  private RetransmissionPolicy retransmission(CommandSpec command) {
    try {
      return RetransmissionPolicy.of(minRto, retries);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "Invalid value for option '--min-rto': " + e.getMessage(), e);
    }
  }

  private Linger linger(CommandSpec command) {
    if (linger == null) {
      return Linger.AFTER_LOSS;
    }
    if (linger.compareTo(LONGEST_LINGER) > 0) {
      throw new ParameterException(
          command.commandLine(), "Invalid value for option '--linger': more than a minute");
    }
    return Linger.of(linger);
  }
}
