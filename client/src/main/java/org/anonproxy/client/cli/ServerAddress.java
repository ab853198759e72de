package org.anonproxy.client.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.cli.PortConverter;
import org.anonproxy.cli.UserException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Is the options that name the server, for every command that talks to one. */
final class ServerAddress {
  private final OptionSpec host =
      OptionSpec.builder("-s", "--server")
          .type(String.class)
          .order(0)
          .paramLabel("HOST")
          .description("The server: a host name or an IPv4 or IPv6 address. Required.")
          .build();

  private final OptionSpec port =
      OptionSpec.builder("-p", "--port")
          .type(Integer.class)
          .order(1)
          .paramLabel("PORT")
          .converters(new PortConverter.Remote())
          .description("The server's UDP port. Required.")
          .build();

  /** Returns the options for the command that has them, among whose own they stand. */
  CommandSpec mixin() {
    return CommandSpec.create().addOption(host).addOption(port);
  }

  /** Returns the required options that were not given. */
  List<ArgSpec> missing() {
    List<ArgSpec> missing = new ArrayList<>();
    for (OptionSpec option : List.of(host, port)) {
      if (option.getValue() == null) {
        missing.add(option);
      }
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
    if (!missing().isEmpty()) {
      throw new IllegalStateException("the server was not named");
    }
    String given = host.getValue();
    String name = withoutBrackets(given);
    try {
      if (name.isBlank()) {
        throw new UnknownHostException(name);
      }
      return new InetSocketAddress(InetAddress.getByName(name), port.<Integer>getValue());
    } catch (UnknownHostException e) {
      throw new UserException("unknown host '" + given + "'; check the name or give an address", e);
    }
  }

  private static String withoutBrackets(String host) {
    boolean inBrackets = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    return inBrackets ? host.substring(1, host.length() - 1) : host;
  }
}
