package org.anonproxy.client.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.anonproxy.client.load.Interval;
import org.anonproxy.client.load.TestPhase;

/** Draws figures over the time of a test, the phases that are not measured shaded. */
final class Course {
  private static final int X_INTERVALS = 8;
  private static final int Y_INTERVALS = 4;

  private final List<Interval> timeline;
  private final List<Chart.Line> lines = new ArrayList<>();

  /** Creates a chart without a line yet. */
  Course(List<Interval> timeline) {
    this.timeline = timeline;
  }

  /**
   * Adds a line through the middle of each interval; what is no number is left out, and so are
   * pieces that are too short.
   */
  Course add(String name, int style, boolean filled, ToDoubleFunction<Interval> figure) {
    List<Chart.Point> points = new ArrayList<>();
    for (Interval interval : timeline) {
      double value = figure.applyAsDouble(interval);
      boolean counts = interval.isLongEnoughForRates() || timeline.size() == 1;
      if (counts && interval.seconds() > 0 && !Double.isNaN(value)) {
        points.add(new Chart.Point(interval.startSeconds() + interval.seconds() / 2, value));
      }
    }
    lines.add(new Chart.Line(name, style, filled, points));
    return this;
  }

  String draw(String title, DoubleFunction<String> label) {
    double max =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Chart.Point::y)
            .max()
            .orElse(0);
    Interval last = timeline.get(timeline.size() - 1);
    Axis x = Axis.exact(last.startSeconds() + last.seconds(), X_INTERVALS);
    return new Chart(title, x, Axis.linear(max, Y_INTERVALS), Figures::shortSeconds, label)
        .draw(lines, zones());
  }

  private static String name(TestPhase phase) {
    return phase.text() + (phase == TestPhase.DRAIN ? ", not in the rates" : ", not measured");
  }

  private List<Chart.Zone> zones() {
    List<Chart.Zone> zones = new ArrayList<>();
    for (TestPhase phase : List.of(TestPhase.WARM_UP, TestPhase.DRAIN)) {
      List<Interval> part = timeline.stream().filter(each -> each.phase() == phase).toList();
      if (!part.isEmpty()) {
        double from = part.get(0).startSeconds();
        double to = from + part.stream().mapToDouble(Interval::seconds).sum();
        zones.add(new Chart.Zone(name(phase), phase.text(), from, to));
      }
    }
    return zones;
  }
}
