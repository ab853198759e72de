package org.anonproxy.server.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.anonproxy.cli.InitialSequenceNumberOption;
import org.anonproxy.cli.PortConverter;
import org.anonproxy.cli.ProtocolOptions;
import org.anonproxy.cli.ThreadsConverter;
import org.anonproxy.cli.UserException;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageSource;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Is the options that say what is served and where, and makes settings of all of them. */
@Command(optionListHeading = "Serving:%n")
final class ServerOptions {
  private static final Logger LOGGER = LogManager.getLogger(ServerOptions.class);
  private static final Marker FIXED_NUMBER = MarkerManager.getMarker("fixed-sequence-number");

  @Mixin private final SessionOptions sessions = new SessionOptions();

  private final ProtocolOptions protocol = new ProtocolOptions();
  @Mixin final CommandSpec protocolMixin = protocol.mixin();

  private final InitialSequenceNumberOption initialSequenceNumber =
      new InitialSequenceNumberOption();
  @Mixin final CommandSpec initialSequenceNumberMixin = initialSequenceNumber.mixin();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      order = 1,
      required = true,
      converter = PortConverter.class,
      description = "The UDP port to listen on; 0 takes a free one. Required.")
  private int port;

  @Option(
      names = {"-w", "--web-page"},
      paramLabel = "URL",
      order = 2,
      required = true,
      description =
          "The page to serve: an http or https URL, a host name, or the path of a file. Required.")
  private String webPage = "";

  @Option(
      names = "--bind",
      order = 3,
      paramLabel = "ADDRESS",
      description = "The local address to listen on (default: all of them).")
  private @Nullable String bindAddress;

  @Option(
      names = "--threads",
      order = 4,
      paramLabel = "N",
      defaultValue = "1",
      converter = ThreadsConverter.class,
      description = "How many event loops share the work, 1 to 256 (default: ${DEFAULT-VALUE}).")
  private int threads;

  ServerConfig config() {
    ServerConfig config =
        ServerConfig.at(address())
            .withTransport(protocol.transport())
            .withThreads(threads)
            .withRetransmission(protocol.retransmission())
            .withLimits(sessions.limits());
    Integer number = initialSequenceNumber.number();
    return number == null ? config : fixed(config, number);
  }

  private static ServerConfig fixed(ServerConfig config, int iss) {
    LOGGER.warn(FIXED_NUMBER, InitialSequenceNumberOption.WARNING);
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
