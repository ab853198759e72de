package org.anonproxy.client.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the course of a test in at most {@value #MAX_INTERVALS} intervals: when there are more,
 * pairs of neighbours are merged, so that a long test has longer intervals and not more of them.
 */
final class Timeline {
  static final int MAX_INTERVALS = 600;
  private static final double MIN_SECONDS = 0.05;

  private final List<Interval> intervals = new ArrayList<>();
  private int ticksPerInterval = 1;
  private int ticksInLast;

  /**
   * Adds the next tick. One that is much shorter than the others, such as that between the last and
   * the end of the test, joins the one before: what happened in it is no rate.
   */
  void add(Interval tick) {
    if (tick.seconds() < MIN_SECONDS && !intervals.isEmpty()) {
      int last = intervals.size() - 1;
      intervals.set(last, intervals.get(last).then(tick));
      return;
    }
    if (ticksInLast > 0 && ticksInLast < ticksPerInterval) {
      int last = intervals.size() - 1;
      intervals.set(last, intervals.get(last).then(tick));
      ticksInLast++;
      return;
    }
    if (intervals.size() == MAX_INTERVALS) {
      mergePairs();
    }
    intervals.add(tick);
    ticksInLast = 1;
  }

  private void mergePairs() {
    List<Interval> merged = new ArrayList<>(MAX_INTERVALS);
    for (int index = 0; index < intervals.size(); index += 2) {
      merged.add(intervals.get(index).then(intervals.get(index + 1)));
    }
    intervals.clear();
    intervals.addAll(merged);
    ticksPerInterval *= 2;
  }

  List<Interval> intervals() {
    return List.copyOf(intervals);
  }
}
