package org.anonproxy.client.cli;

import java.util.Map;
import java.util.Set;

/**
 * Names the subcommands, and tells a run that may need them from a plain fetch: to read their
 * options takes a good part of the time that a short fetch has.
 */
final class Subcommands {
  static final String LOAD = "load";
  static final String TRACE = "trace";

  private static final Set<String> NAMES = Set.of(LOAD, TRACE);
  private static final String CONFIGURATION_VARIABLE = "ANONCLIENT_CONFIG";

  private Subcommands() {}

  /**
   * Tells whether the subcommands could make a difference: one may be named, the help lists them,
   * and a configuration file may have options of theirs. In doubt they could.
   */
  static boolean mayBeNeeded(Map<String, String> environment, String... arguments) {
    // Without a stream: the first one of a JVM takes some milliseconds.
    for (String argument : arguments) {
      if (mayNeedThem(argument)) {
        return true;
      }
    }
    return environment.containsKey(CONFIGURATION_VARIABLE);
  }

  private static boolean mayNeedThem(String argument) {
    return NAMES.contains(argument)
        || argument.startsWith("@")
        || argument.startsWith("--config")
        || argument.startsWith("--help")
        || isShortHelp(argument);
  }

  /** Short options may stand together, as in {@code -qh}. */
  private static boolean isShortHelp(String argument) {
    return argument.startsWith("-") && !argument.startsWith("--") && argument.contains("h");
  }
}
