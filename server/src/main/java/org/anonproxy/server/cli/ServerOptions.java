package org.anonproxy.server.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.PortConverter;
import org.anonproxy.cli.RetriesConverter;
import org.anonproxy.cli.Unsigned32Converter;
import org.anonproxy.cli.UserException;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageSource;
import org.anonproxy.server.session.SessionLimits;
import org.anonproxy.transport.ProgressLimits;
import org.anonproxy.transport.RetransmissionPolicy;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Declares the server's options and makes settings of them. */
final class ServerOptions {
  private static final Logger LOGGER = LogManager.getLogger(ServerOptions.class);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      order = 1,
      required = true,
      converter = PortConverter.class,
      description = "The UDP port to listen on; 0 takes a free one.")
  private int port;

  @Option(
      names = {"-w", "--web-page"},
      paramLabel = "URL",
      order = 3,
      required = true,
      description = "The page to serve: an http or https URL, a host name, or the path of a file.")
  private String webPage = "";

  @Option(
      names = "--bind",
      order = 4,
      paramLabel = "ADDRESS",
      description = "The local address to listen on (default: all of them).")
  private @Nullable String bindAddress;

  @Option(
      names = "--retries",
      order = 5,
      paramLabel = "N",
      defaultValue = "3",
      converter = RetriesConverter.class,
      description = "How often one packet is repeated, 0 to 64 (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--min-rto",
      order = 6,
      paramLabel = "DURATION",
      defaultValue = "500ms",
      converter = DurationConverter.class,
      description = "The shortest retransmission timeout, 1ms to 3s (default: ${DEFAULT-VALUE}).")
  private Duration minRto = Duration.ofMillis(500);

  @Option(
      names = "--max-sessions",
      order = 7,
      paramLabel = "N",
      defaultValue = "100000",
      description = "The most sessions at once (default: ${DEFAULT-VALUE}).")
  private int maxSessions;

  @Option(
      names = "--max-sessions-per-address",
      order = 8,
      paramLabel = "N",
      defaultValue = "0",
      description =
          "The most sessions of one address, or of one IPv6 /64 network; 0 is no limit"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxSessionsPerAddress;

  @Option(
      names = "--min-rate",
      order = 9,
      paramLabel = "BYTES",
      defaultValue = "32",
      description =
          "Close a session that takes fewer bytes per second than this for a minute; 0 never does"
              + " (default: ${DEFAULT-VALUE}).")
  private int minRate;

  @Option(
      names = "--max-lifetime",
      order = 10,
      paramLabel = "DURATION",
      defaultValue = "24h",
      converter = DurationConverter.class,
      description = "Close a session that lasts longer than this (default: ${DEFAULT-VALUE}).")
  private Duration maxLifetime = Duration.ofHours(24);

  @Option(
      names = "--transport",
      order = 11,
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, nio or epoll; auto is epoll where it loads (default: ${DEFAULT-VALUE}).")
  private DatagramTransport transport = DatagramTransport.AUTO;

  @Option(
      names = "--threads",
      order = 12,
      paramLabel = "N",
      defaultValue = "1",
      description = "How many event loops share the work (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--isn",
      order = 13,
      paramLabel = "N",
      converter = Unsigned32Converter.class,
      description = "A fixed initial sequence number: for demonstrations, strangers can guess it.")
  private @Nullable Integer initialSequenceNumber;

  ServerConfig config() {
    try {
      ServerConfig config =
          ServerConfig.at(address())
              .withTransport(transport)
              .withThreads(threads)
              .withRetransmission(RetransmissionPolicy.of(minRto, retries))
              .withLimits(limits());
      return initialSequenceNumber == null ? config : fixed(config, initialSequenceNumber);
    } catch (IllegalArgumentException outOfRange) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(outOfRange.getMessage()), outOfRange);
    }
  }

  private SessionLimits limits() {
    return new SessionLimits(
        maxSessions,
        SessionLimits.STANDARD.maxHalfOpen(),
        maxSessionsPerAddress,
        ProgressLimits.of(minRate, maxLifetime));
  }

  private static ServerConfig fixed(ServerConfig config, int iss) {
    LOGGER.warn("--isn: strangers can forge handshakes; never use it for a real server");
    return config.withFixedInitialSequenceNumber(iss);
  }

  private InetSocketAddress address() {
    if (bindAddress == null) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getAllByName(bindAddress)[0], port);
    } catch (UnknownHostException unknown) {
      throw new UserException(
          "cannot find the address '" + bindAddress + "' to listen on; give one of this machine",
          unknown);
    }
  }

  PageSource pageSource() {
    try {
      return PageSource.parse(webPage);
    } catch (PageFetchException notUnderstood) {
      throw new UserException(String.valueOf(notUnderstood.getMessage()), notUnderstood);
    }
  }
}
