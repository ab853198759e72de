package org.anonproxy.client.cli;

import java.time.Duration;
import java.util.SplittableRandom;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.client.load.Impairment;
import org.anonproxy.client.load.Misbehaviour;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Is the options that make the link bad, and the clients. */
@Command(optionListHeading = "Bad links and bad clients:%n")
final class AdversityOptions {
  private static final int SEED_BITS = 31;

  @Option(
      names = "--loss",
      order = 30,
      paramLabel = "PERCENT",
      defaultValue = "0",
      converter = PercentConverter.class,
      description = "Lose so many datagrams, in each direction.")
  private double loss;

  @Option(
      names = "--duplicate",
      order = 31,
      paramLabel = "PERCENT",
      defaultValue = "0",
      converter = PercentConverter.class,
      description = "Deliver so many twice.")
  private double duplicate;

  @Option(
      names = "--reorder",
      order = 32,
      paramLabel = "PERCENT",
      defaultValue = "0",
      converter = PercentConverter.class,
      description = "Hold so many back until the next one has passed, 2 s at most.")
  private double reorder;

  @Option(
      names = "--corrupt",
      order = 33,
      paramLabel = "PERCENT",
      defaultValue = "0",
      converter = PercentConverter.class,
      description = "Flip one bit in so many.")
  private double corrupt;

  @Option(
      names = "--delay",
      order = 34,
      paramLabel = "DURATION",
      defaultValue = "0ms",
      converter = DurationConverter.class,
      description = "Deliver every datagram so much later, each way.")
  private Duration delay = Duration.ZERO;

  @Option(
      names = "--jitter",
      order = 35,
      paramLabel = "DURATION",
      defaultValue = "0ms",
      converter = DurationConverter.class,
      description = "And up to so much later than that, at random.")
  private Duration jitter = Duration.ZERO;

  @Option(
      names = "--slow",
      order = 36,
      arity = "0..1",
      paramLabel = "PERCENT",
      defaultValue = "0",
      fallbackValue = "100",
      converter = PercentConverter.class,
      description = "So many clients send every packet late; all, if no number is given.")
  private double slow;

  @Option(
      names = "--slow-by",
      order = 37,
      paramLabel = "DURATION",
      defaultValue = "200ms",
      converter = DurationConverter.class,
      description = "How late (default: ${DEFAULT-VALUE}).")
  private Duration slowBy = Duration.ZERO;

  @Option(
      names = "--abandon",
      order = 38,
      paramLabel = "PERCENT",
      defaultValue = "0",
      converter = PercentConverter.class,
      description = "In so many transfers the client vanishes halfway, without a word.")
  private double abandon;

  @Option(
      names = "--no-final-ack",
      order = 39,
      arity = "0..1",
      paramLabel = "PERCENT",
      defaultValue = "0",
      fallbackValue = "100",
      converter = PercentConverter.class,
      description = "In so many transfers the last block is never answered; all, without a number.")
  private double noFinalAck;

  @Option(
      names = "--seed",
      order = 40,
      paramLabel = "N",
      converter = SeedConverter.class,
      description = "Repeat the chances of another test (default: another seed each time).")
  private @Nullable Long seed;

  /** Reads any whole number of 64 bits. */
  static final class SeedConverter implements ITypeConverter<Long> {
    /** Made by picocli. */
    SeedConverter() {}

    @Override
    public Long convert(String text) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' is not a whole number, such as the seed that a report names");
      }
    }
  }

  Impairment impairment() {
    return new Impairment(loss, duplicate, reorder, corrupt, delay, jitter);
  }

  Misbehaviour misbehaviour() {
    return new Misbehaviour(slow, slow > 0 ? slowBy : Duration.ZERO, abandon, noFinalAck);
  }

  /** Returns the seed, a short one if none was given: people may want to type it. */
  long seed() {
    return seed != null ? seed : new SplittableRandom().nextLong(1L << SEED_BITS);
  }
}
