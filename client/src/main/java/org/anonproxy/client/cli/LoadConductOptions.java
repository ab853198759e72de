package org.anonproxy.client.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.anonproxy.cli.ProtocolOptions;
import org.anonproxy.client.load.LoadPlan;
import org.anonproxy.client.load.Target;
import org.anonproxy.transport.Linger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Is the options that say how simulated clients use sockets and the protocol. */
@Command(optionListHeading = "Clients:%n")
final class LoadConductOptions {
  private static final int MAX_DEFAULT_LOOPS = 4;

  private final ProtocolOptions protocol = new ProtocolOptions();
  @Mixin final CommandSpec protocolMixin = protocol.mixin();

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
      names = "--no-verify",
      order = 26,
      description = "Do not compare every page with the first one.")
  private boolean trusting;

  /**
   * Puts the options together.
   *
   * @throws ParameterException if some event loops would have no client, or the server cannot be
   *     reached from a source
   */
  Target target(CommandSpec command, InetSocketAddress server, int clients) {
    if (threads != null && threads > clients) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '--threads': every event loop needs a client, and '--clients' is "
              + clients);
    }
    for (InetAddress source : sources) {
      if (!source.getClass().equals(server.getAddress().getClass())) {
        throw new ParameterException(
            command.commandLine(),
            String.format(
                "Invalid value for option '--source': %s cannot send to %s:"
                    + " one is an IPv4 address and the other an IPv6 address",
                source.getHostAddress(), server.getAddress().getHostAddress()));
      }
    }
    int half = Runtime.getRuntime().availableProcessors() / 2;
    int loops = threads != null ? threads : Math.max(1, Math.min(half, MAX_DEFAULT_LOOPS));
    return new Target(server, sources, portsPerClient, protocol.transport(), null, loops);
  }

  LoadPlan.Conduct conduct() {
    return new LoadPlan.Conduct(protocol.retransmission(), Linger.AFTER_LOSS, !trusting);
  }
}
