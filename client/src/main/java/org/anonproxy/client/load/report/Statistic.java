package org.anonproxy.client.load.report;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.anonproxy.client.load.Latencies;

/** Names the figures about a latency that reports print and thresholds may be set on. */
enum Statistic {
  MIN("min", Histogram::getMinValue),
  MEAN("mean", Histogram::getMean),
  STDEV("stdev", Histogram::getStdDeviation),
  P50("p50", histogram -> histogram.getValueAtPercentile(50)),
  P90("p90", histogram -> histogram.getValueAtPercentile(90)),
  P95("p95", histogram -> histogram.getValueAtPercentile(95)),
  P99("p99", histogram -> histogram.getValueAtPercentile(99)),
  P999("p99.9", histogram -> histogram.getValueAtPercentile(99.9)),
  MAX("max", Histogram::getMaxValue);

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final ToDoubleFunction<Histogram> nanos;

  Statistic(String text, ToDoubleFunction<Histogram> nanos) {
    this.text = text;
    this.nanos = nanos;
  }

  /** Returns the figure, not a number if no latency was recorded. */
  double millis(Latencies latencies, Latencies.Phase phase) {
    Histogram histogram = latencies.of(phase);
    return histogram.getTotalCount() == 0 ? Double.NaN : nanos.applyAsDouble(histogram) / 1e6;
  }

  /** Returns the name in JSON and thresholds. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what people read, and may write in thresholds too. */
  String text() {
    return text;
  }
}
