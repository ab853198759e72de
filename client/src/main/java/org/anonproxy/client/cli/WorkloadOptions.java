package org.anonproxy.client.cli;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.client.load.OpenLoop;
import org.anonproxy.client.load.OpenLoop.Distribution;
import org.anonproxy.client.load.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Is the options that say how many simulated clients transfer how much, and when. */
@Command(optionListHeading = "Workload:%n")
final class WorkloadOptions {
  @Option(
      names = {"-c", "--clients"},
      order = 10,
      paramLabel = "N",
      required = true,
      converter = CountConverter.class,
      description = "How many clients there are, each with a UDP port of its own. Required.")
  private int clients;

  @Option(
      names = {"-n", "--transfers"},
      order = 11,
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Transfers per client (default: 1, or no limit with --duration).")
  private @Nullable Integer transfers;

  @Option(
      names = {"-d", "--duration"},
      order = 12,
      paramLabel = "DURATION",
      converter = DurationConverter.Positive.class,
      description = "Begin transfers for so long, warm-up included.")
  private @Nullable Duration duration;

  @Option(
      names = {"-r", "--rate"},
      order = 13,
      paramLabel = "N",
      converter = RateConverter.class,
      description =
          "Open loop: so many transfers arrive per second, measured from when they were to start.")
  private @Nullable Double rate;

  @Option(
      names = "--arrivals",
      order = 14,
      paramLabel = "constant|poisson",
      completionCandidates = ArrivalNames.class,
      description = "With --rate: the intervals between arrivals (default: constant).")
  private @Nullable Distribution arrivals;

  @Option(
      names = "--ramp-up",
      order = 15,
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "Bring the clients, or the rate, up over so long (default: at once).")
  private Duration rampUp = Duration.ZERO;

  @Option(
      names = "--warm-up",
      order = 16,
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "Leave so much of the beginning out of the figures (default: nothing).")
  private Duration warmUp = Duration.ZERO;

  /**
   * Puts the options together.
   *
   * @throws ParameterException if they do not go together
   */
  Workload workload(CommandSpec command) {
    if (arrivals != null && rate == null) {
      throw new ParameterException(command.commandLine(), "Option '--arrivals' needs '--rate'");
    }
    if (duration != null && duration.compareTo(warmUp) <= 0) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '--warm-up': it is part of the duration and must end before"
              + " it");
    }
    int perClient = transfers != null ? transfers : duration != null ? 0 : 1;
    Distribution distribution = arrivals == null ? Distribution.CONSTANT : arrivals;
    OpenLoop openLoop = rate == null ? null : new OpenLoop(rate, distribution);
    try {
      return new Workload(clients, perClient, duration, rampUp, warmUp, openLoop);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Names the kinds of intervals as users write them. */
  static final class ArrivalNames implements Iterable<String> {

    /** Made by picocli. */
    ArrivalNames() {}

    @Override
    public Iterator<String> iterator() {
      return List.of("constant", "poisson").iterator();
    }
  }
}
