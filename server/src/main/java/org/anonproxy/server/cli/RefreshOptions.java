package org.anonproxy.server.cli;

import java.time.Duration;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.server.page.RefreshPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Declares the options that keep the page fresh: a mixin for the server's command. */
@Command(optionListHeading = "Serving:%n")
final class RefreshOptions {
  private static final Duration STANDARD_LONGEST = Duration.ofHours(1);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--refresh",
      order = 14,
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Look for a newer version of the page this often, 100ms or more (default: only on"
              + " SIGHUP).")
  private @Nullable Duration refresh;

  @Option(
      names = "--refresh-max",
      order = 15,
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Wait this long at most when the page's Cache-Control says that it stays fresh for longer"
              + " than --refresh, or a Retry-After asks for it (default: 1h, or --refresh if that"
              + " is longer).")
  private @Nullable Duration refreshMax;

  /** Returns when to look, null if only on request. */
  @Nullable RefreshPolicy policy() {
    if (refresh == null) {
      if (refreshMax != null) {
        throw refusal("--refresh-max", "--refresh-max needs --refresh", null);
      }
      return null;
    }
    try {
      return new RefreshPolicy(refresh, refreshMax == null ? standardLongest(refresh) : refreshMax);
    } catch (IllegalArgumentException outOfRange) {
      throw refusal("--refresh", String.valueOf(outOfRange.getMessage()), outOfRange);
    }
  }

  private ParameterException refusal(String option, String problem, @Nullable Throwable cause) {
    return new ParameterException(
        spec.commandLine(), problem, cause, spec.findOption(option), null);
  }

  private static Duration standardLongest(Duration refresh) {
    return refresh.compareTo(STANDARD_LONGEST) > 0 ? refresh : STANDARD_LONGEST;
  }
}
