package org.anonproxy.client.load.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to positions between 0 and 1, and chooses where the lines of a chart's grid lie.
 *
 * @param low the value at 0
 * @param high the value at 1
 * @param logarithmic whether equal ratios, and not equal differences, are equally long
 * @param ticks where lines are drawn
 */
record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {
  private static final double[] STEPS = {1, 2, 5, 10};
  private static final int MAX_LOG_TICKS = 9;

  /** Creates an axis from 0 to {@code max} or a little more. */
  static Axis linear(double max, int intervals) {
    double step = niceStep(Math.max(max, Double.MIN_NORMAL) / intervals);
    List<Double> ticks = new ArrayList<>();
    int count = max <= 0 ? 1 : (int) Math.ceil(max / step - 1e-9);
    for (int tick = 0; tick <= count; tick++) {
      ticks.add(max <= 0 ? tick : tick * step);
    }
    return new Axis(0, ticks.get(ticks.size() - 1), false, List.copyOf(ticks));
  }

  /** Creates an axis from 0 to {@code max} exactly, with lines at round values. */
  static Axis exact(double max, int intervals) {
    Axis round = linear(max, intervals);
    List<Double> within = round.ticks().stream().filter(tick -> tick <= max * 1.000001).toList();
    return new Axis(0, Math.max(max, Double.MIN_NORMAL), false, within);
  }

  private static double niceStep(double atLeast) {
    double decade = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double step : STEPS) {
      if (step * decade >= atLeast * 0.999999) {
        return step * decade;
      }
    }
    return 10 * decade;
  }

  /** Creates an axis around the values from {@code min} to {@code max}, both above 0. */
  static Axis logarithmic(double min, double max) {
    List<Double> ticks = logTicks(min, max, new double[] {1, 2, 5});
    if (ticks.size() > MAX_LOG_TICKS) {
      ticks = logTicks(min, max, new double[] {1});
    }
    return new Axis(ticks.get(0), ticks.get(ticks.size() - 1), true, List.copyOf(ticks));
  }

  /** Lists the round values from the last one not above {@code min} to the first not below max. */
  private static List<Double> logTicks(double min, double max, double[] steps) {
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(min)) - 1;
    int last = (int) Math.ceil(Math.log10(max)) + 1;
    int from = 0;
    int to = 0;
    for (int decade = first; decade <= last; decade++) {
      for (double step : steps) {
        double tick = step * Math.pow(10, decade);
        from = tick <= min ? ticks.size() : from;
        to = tick < max ? ticks.size() + 1 : to;
        ticks.add(tick);
      }
    }
    return ticks.subList(from, Math.max(to, from + 1) + 1);
  }

  /** Returns where the value lies, from 0 to 1. */
  double position(double value) {
    double position =
        logarithmic
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return Math.max(0, Math.min(1, position));
  }
}
