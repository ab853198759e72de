package org.anonproxy.client.load.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.anonproxy.client.load.Latencies;
import org.anonproxy.client.load.LoadReport;
import org.jspecify.annotations.Nullable;

/**
 * Is a condition under which a test counts as failed, such as {@code p99>200ms} or {@code
 * failures>0}.
 *
 * <p>A figure that was not measured fulfils every condition: a test that measured nothing has
 * proved nothing.
 */
public final class Threshold {
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\s*([A-Za-z0-9.]+)\\s*(>=|<=|>|<)\\s*([0-9]{1,15}(?:\\.[0-9]{1,9})?)\\s*(us|ms|s|m|%)?\\s*");

  private static final Map<String, Metric> METRICS = metrics();

  private final String text;
  private final Metric metric;
  private final String operator;
  private final double limit;

  private enum Unit {
    MILLIS,
    PERCENT,
    NONE
  }

  private record Metric(Unit unit, ToDoubleFunction<LoadReport> value) {}

  private Threshold(String text, Metric metric, String operator, double limit) {
    this.text = text;
    this.metric = metric;
    this.operator = operator;
    this.limit = limit;
  }

  private static Map<String, Metric> metrics() {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    metrics.put("transfers", number(report -> report.tally().transfers()));
    metrics.put("failures", number(report -> report.tally().failures()));
    metrics.put("unfinished", number(report -> report.tally().unfinished()));
    metrics.put("abandoned", number(report -> report.tally().abandoned()));
    metrics.put("failureRate", new Metric(Unit.PERCENT, Threshold::failurePercent));
    metrics.put("transfersPerSecond", number(LoadReport::transfersPerSecond));
    metrics.put("blocksPerSecond", number(LoadReport::blocksPerSecond));
    metrics.put("goodputPerSecond", number(LoadReport::goodputBytesPerSecond));
    metrics.put(
        "retransmissionRate",
        new Metric(Unit.PERCENT, report -> report.tally().retransmissionShare() * 100));
    metrics.put("fairnessJain", number(LoadReport::fairnessJain));
    putLatencies(metrics, "", Latencies.Phase.TRANSFER);
    for (Latencies.Phase phase : Latencies.Phase.values()) {
      putLatencies(metrics, phase.key() + ".", phase);
    }
    return metrics;
  }

  /** Adds the figures of a phase by the names that programs use, and by those of the reports. */
  private static void putLatencies(
      Map<String, Metric> metrics, String prefix, Latencies.Phase phase) {
    for (Statistic statistic : Statistic.values()) {
      Metric metric =
          new Metric(Unit.MILLIS, report -> statistic.millis(report.latencies(), phase));
      metrics.put(prefix + statistic.key(), metric);
      metrics.put(prefix + statistic.text(), metric);
    }
  }

  private static Metric number(ToDoubleFunction<LoadReport> value) {
    return new Metric(Unit.NONE, value);
  }

  private static double failurePercent(LoadReport report) {
    double ended = (double) report.tally().transfers() + report.tally().failures();
    return ended == 0 ? Double.NaN : report.tally().failures() * 100 / ended;
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException saying what is wrong with it and what would be right
   */
  public static Threshold parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a condition (such as 'p99>200ms' or 'failures>0')");
    }
    Metric metric = METRICS.get(matcher.group(1));
    if (metric == null) {
      throw new IllegalArgumentException(
          "'" + matcher.group(1) + "' is not measured; there are " + namesInBrief());
    }
    double limit =
        limit(metric.unit(), Double.parseDouble(matcher.group(3)), matcher.group(4), text);
    return new Threshold(text.trim(), metric, matcher.group(2), limit);
  }

  /** Names what there is; the latencies of each phase only once. */
  private static String namesInBrief() {
    String counts =
        METRICS.entrySet().stream()
            .filter(metric -> metric.getValue().unit() != Unit.MILLIS)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    String statistics =
        Arrays.stream(Statistic.values()).map(Statistic::key).collect(Collectors.joining(", "));
    String phases =
        Arrays.stream(Latencies.Phase.values())
            .map(phase -> phase.key() + ".")
            .collect(Collectors.joining(", "));
    return counts + "; and " + statistics + ", which may have " + phases + " in front";
  }

  private static double limit(Unit unit, double number, @Nullable String suffix, String text) {
    String given = suffix == null ? "" : suffix;
    return switch (unit) {
      case MILLIS -> number * millisPer(given, text);
      case PERCENT -> {
        require(given.isEmpty() || given.equals("%"), text, "a percentage");
        yield number;
      }
      case NONE -> {
        require(given.isEmpty(), text, "a number without a unit");
        yield number;
      }
    };
  }

  private static double millisPer(String suffix, String text) {
    return switch (suffix) {
      case "us" -> 1e-3;
      case "ms" -> 1;
      case "s" -> 1e3;
      case "m" -> 60e3;
      default ->
          throw new IllegalArgumentException(
              "'" + text + "' needs a time with its unit: 500us, 200ms, 1.5s, 2m");
    };
  }

  private static void require(boolean condition, String text, String expected) {
    if (!condition) {
      throw new IllegalArgumentException("'" + text + "' needs " + expected);
    }
  }

  /** Tells whether the condition holds: whether the test failed by it. */
  public boolean isCrossedBy(LoadReport report) {
    double value = value(report);
    if (Double.isNaN(value)) {
      return true;
    }
    return switch (operator) {
      case ">" -> value > limit;
      case ">=" -> value >= limit;
      case "<" -> value < limit;
      default -> value <= limit;
    };
  }

  private double value(LoadReport report) {
    return report.isEmpty() ? Double.NaN : metric.value().applyAsDouble(report);
  }

  /** Says what the condition is and what was measured. */
  public String describe(LoadReport report) {
    double value = value(report);
    if (Double.isNaN(value)) {
      return text + " (it was not measured)";
    }
    String unit =
        switch (metric.unit()) {
          case MILLIS -> " ms";
          case PERCENT -> " %";
          case NONE -> "";
        };
    return text + " (it was " + plain(value) + unit + ")";
  }

  /** Writes six digits, or as many as it takes to tell the value from the limit. */
  private String plain(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded = exact.round(new MathContext(6));
    boolean tells = value == limit || rounded.doubleValue() != limit;
    return (tells ? rounded : exact).stripTrailingZeros().toPlainString();
  }

  /** Returns those conditions that hold. */
  public static List<Threshold> crossed(List<Threshold> thresholds, LoadReport report) {
    List<Threshold> crossed = new ArrayList<>();
    for (Threshold threshold : thresholds) {
      if (threshold.isCrossedBy(report)) {
        crossed.add(threshold);
      }
    }
    return crossed;
  }
}
