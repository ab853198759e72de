package org.anonproxy.client.load.report;

import java.util.Locale;

/** Names the percentiles that reports print and thresholds may be set on. */
enum Percentile {
  P50(50, "p50"),
  P90(90, "p90"),
  P99(99, "p99"),
  P999(99.9, "p99.9"),
  MAX(100, "max");

  private final double percent;
  private final String text;

  Percentile(double percent, String text) {
    this.percent = percent;
    this.text = text;
  }

  double percent() {
    return percent;
  }

  /** Returns the name in JSON and thresholds. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what people read. */
  String text() {
    return text;
  }
}
