package org.anonproxy.server.cli;

import java.time.Duration;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.NumberConverter;
import org.anonproxy.server.session.SessionLimits;
import org.anonproxy.transport.ProgressLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Is the options that limit sessions. */
@Command(optionListHeading = "Sessions:%n")
final class SessionOptions {

  @Option(
      names = "--max-sessions",
      order = 20,
      paramLabel = "N",
      defaultValue = "100000",
      converter = NumberConverter.Positive.class,
      description = "The most sessions at once (default: ${DEFAULT-VALUE}).")
  private int maxSessions;

  @Option(
      names = "--max-sessions-per-address",
      order = 21,
      paramLabel = "N",
      defaultValue = "0",
      converter = NumberConverter.class,
      description =
          "The most sessions of one address, or of one IPv6 /64 network; 0 is no limit"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxSessionsPerAddress;

  @Option(
      names = "--min-rate",
      order = 22,
      paramLabel = "BYTES",
      defaultValue = "32",
      converter = NumberConverter.class,
      description =
          "Close a session that takes fewer bytes per second than this for a minute; 0 never does"
              + " (default: ${DEFAULT-VALUE}).")
  private int minRate;

  @Option(
      names = "--max-lifetime",
      order = 23,
      paramLabel = "DURATION",
      defaultValue = "24h",
      converter = DurationConverter.Positive.class,
      description = "Close a session that lasts longer than this (default: ${DEFAULT-VALUE}).")
  private Duration maxLifetime = Duration.ofHours(24);

  SessionLimits limits() {
    return new SessionLimits(
        maxSessions,
        SessionLimits.STANDARD.maxHalfOpen(),
        maxSessionsPerAddress,
        ProgressLimits.of(minRate, maxLifetime));
  }
}
