package org.anonproxy.client.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.anonproxy.client.load.Latencies;

/**
 * Draws latency over percentile, with an axis on which each further nine takes as much room: what
 * one in a hundred or in a thousand transfers went through is as easy to see as the median.
 */
final class LatencyCurve {
  private static final int POINTS_PER_NINE = 40;
  private static final int MIN_NINES = 2;
  private static final int MAX_NINES = 6;

  private LatencyCurve() {}

  static String of(Latencies latencies) {
    Histogram transfers = latencies.of(Latencies.Phase.TRANSFER);
    double nines = nines(latencies.of(Latencies.Phase.HANDSHAKE).getTotalCount());
    List<Chart.Line> lines = new ArrayList<>();
    double min = Double.MAX_VALUE;
    double max = 0;
    for (Latencies.Phase phase : Latencies.Phase.values()) {
      Histogram histogram = latencies.of(phase);
      if (histogram.getTotalCount() > 0) {
        lines.add(line(phase, histogram, nines));
        min = Math.min(min, millis(histogram.getValueAtPercentile(0)));
        max = Math.max(max, millis(histogram.getMaxValue()));
      }
    }
    if (lines.isEmpty() || transfers.getTotalCount() == 0) {
      return "<p>No transfer was completed.</p>\n";
    }
    Axis x = nineAxis(nines);
    return new Chart(
            "Latency by percentile",
            x,
            Axis.logarithmic(min, max),
            LatencyCurve::percentile,
            Figures::shortMillis)
        .draw(lines, List.of());
  }

  private static double nines(long count) {
    double resolved = Math.ceil(Math.log10(Math.max(1.0, (double) count)));
    return Math.max(MIN_NINES, Math.min(MAX_NINES, resolved));
  }

  private static Axis nineAxis(double nines) {
    List<Double> ticks = new ArrayList<>();
    ticks.add(0.0);
    ticks.add(Math.log10(2));
    for (double nine = 1; nine <= nines; nine++) {
      ticks.add(nine);
    }
    return new Axis(0, nines, false, ticks);
  }

  private static Chart.Line line(Latencies.Phase phase, Histogram histogram, double nines) {
    List<Chart.Point> points = new ArrayList<>();
    int count = (int) (nines * POINTS_PER_NINE);
    for (int index = 0; index <= count; index++) {
      double nine = index * nines / count;
      double percent = 100 * (1 - Math.pow(10, -nine));
      points.add(new Chart.Point(nine, millis(histogram.getValueAtPercentile(percent))));
    }
    return new Chart.Line(phase.text(), style(phase), false, points);
  }

  private static int style(Latencies.Phase phase) {
    return switch (phase) {
      case TRANSFER -> 1;
      case FIRST_BYTE -> 2;
      case HANDSHAKE -> 3;
    };
  }

  /** A logarithmic axis has no place for 0; the histogram resolves microseconds. */
  private static double millis(long nanos) {
    return Math.max(nanos, 1_000) / 1e6;
  }

  private static String percentile(double nines) {
    double percent = 100 * (1 - Math.pow(10, -nines));
    int decimals = (int) Math.max(0, Math.floor(nines + 1e-9) - 2);
    return String.format(Locale.ROOT, "%." + decimals + "f%%", percent);
  }
}
