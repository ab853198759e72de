package org.anonproxy.client.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.RetriesConverter;
import org.anonproxy.client.load.LoadPlan;
import org.anonproxy.client.load.Target;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Is the options that say how simulated clients use sockets and the protocol. */
final class LoadConductOptions {
  private static final int MAX_DEFAULT_LOOPS = 4;

  @Option(
      names = "--threads",
      order = 20,
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Event loops (default: half of the processors, 4 at most).")
  private @Nullable Integer threads;

  @Option(
      names = "--source",
      order = 21,
      paramLabel = "ADDRESS",
      split = ",",
      description = "Spread the clients over these local addresses.")
  private List<InetAddress> sources = List.of();

  @Option(
      names = "--ports-per-client",
      order = 22,
      paramLabel = "N",
      defaultValue = "1",
      converter = CountConverter.class,
      description = "UDP ports of a client, which it uses in turn (default: ${DEFAULT-VALUE}).")
  private int portsPerClient;

  @Option(
      names = "--transport",
      order = 23,
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "What moves the datagrams: auto, nio or epoll (default: ${DEFAULT-VALUE}).")
  private DatagramTransport transport = DatagramTransport.AUTO;

  @Option(
      names = "--retries",
      order = 24,
      paramLabel = "N",
      defaultValue = "3",
      converter = RetriesConverter.class,
      description = "How often a packet is repeated, 0 to 64 (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--min-rto",
      order = 25,
      paramLabel = "TIME",
      defaultValue = "500ms",
      converter = DurationConverter.class,
      description =
          "The shortest time before a packet is repeated, up to 3s (default: ${DEFAULT-VALUE}).")
  private Duration minRto = Duration.ofMillis(500);

  @Option(
      names = "--no-verify",
      order = 26,
      description = "Do not compare every page with the first one.")
  private boolean trusting;

  Target target(InetSocketAddress server) {
    int half = Runtime.getRuntime().availableProcessors() / 2;
    int loops = threads != null ? threads : Math.max(1, Math.min(half, MAX_DEFAULT_LOOPS));
    return new Target(server, sources, portsPerClient, transport, null, loops);
  }

  LoadPlan.Conduct conduct(CommandSpec command) {
    try {
      return new LoadPlan.Conduct(
          RetransmissionPolicy.of(minRto, retries), Linger.AFTER_LOSS, !trusting);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "Invalid value for option '--min-rto': " + e.getMessage(), e);
    }
  }
}
