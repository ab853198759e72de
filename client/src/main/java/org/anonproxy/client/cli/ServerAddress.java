package org.anonproxy.client.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.cli.PortConverter;
import org.anonproxy.cli.UserException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Is the options that name the server: a mixin for every command that talks to one. */
final class ServerAddress {
  private static final String HOST_OPTION = "--server";
  private static final String PORT_OPTION = "--port";

  @Option(
      names = {"-s", HOST_OPTION},
      paramLabel = "HOST",
      order = 0,
      description = "The server: a host name or an IPv4 or IPv6 address. Required.")
  private @Nullable String host;

  @Option(
      names = {"-p", PORT_OPTION},
      paramLabel = "PORT",
      order = 1,
      converter = PortConverter.Remote.class,
      description = "The server's UDP port. Required.")
  private @Nullable Integer port;

  /** Returns the required options that were not given. */
  List<ArgSpec> missing(CommandSpec command) {
    List<ArgSpec> missing = new ArrayList<>();
    if (host == null) {
      missing.add(command.findOption(HOST_OPTION));
    }
    if (port == null) {
      missing.add(command.findOption(PORT_OPTION));
    }
    return missing;
  }

  /**
   * Looks the host up, which may take seconds.
   *
   * @throws UserException if it is unknown
   * @throws IllegalStateException if an option is missing
   */
  InetSocketAddress resolve() {
    if (host == null || port == null) {
      throw new IllegalStateException("the server was not named");
    }
    String name = withoutBrackets(host);
    try {
      if (name.isBlank()) {
        throw new UnknownHostException(name);
      }
      return new InetSocketAddress(InetAddress.getByName(name), port);
    } catch (UnknownHostException e) {
      throw new UserException("unknown host '" + host + "'; check the name or give an address", e);
    }
  }

  private static String withoutBrackets(String host) {
    boolean inBrackets = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    return inBrackets ? host.substring(1, host.length() - 1) : host;
  }
}
