package org.anonproxy.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration with its unit: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. */
public class DurationConverter implements ITypeConverter<Duration> {

  /**
   * Nine digits keep every unit far from overflow, in nanoseconds of a long where it is converted.
   */
  private static final Pattern FORMAT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private static final Duration LONGEST = Duration.ofDays(365);

  private final Duration shortest;
  private final Duration longest;

  /** Reads durations of up to 365 days. */
  public DurationConverter() {
    this(Duration.ZERO, LONGEST);
  }

  /** Reads durations between two bounds, which are allowed themselves. */
  protected DurationConverter(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest;
  }

  @Override
  public final Duration convert(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration (a number and a unit: 500ms, 10s, 2m, 1h)");
    }
    Duration duration = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
    if (duration.compareTo(longest) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than " + text(longest));
    }
    if (duration.compareTo(shortest) < 0) {
      throw new TypeConversionException("'" + text + "' is shorter than " + text(shortest));
    }
    return duration;
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** Writes a duration in the largest unit that leaves no rest: as it is read, or as some days. */
  public static String text(Duration duration) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    }
    if (duration.toSecondsPart() != 0 || duration.isZero()) {
      return duration.toSeconds() + "s";
    }
    if (duration.toMinutesPart() != 0) {
      return duration.toMinutes() + "m";
    }
    boolean someDays = duration.toHoursPart() == 0 && duration.toDays() > 1;
    return someDays ? duration.toDays() + " days" : duration.toHours() + "h";
  }

  /** Reads durations of 1 ms to 365 days. */
  public static final class Positive extends DurationConverter {

    /** Reads from 1 ms. */
    public Positive() {
      super(Duration.ofMillis(1), LONGEST);
    }
  }
}
