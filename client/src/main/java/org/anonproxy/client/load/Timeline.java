package org.anonproxy.client.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the course of a test in at most {@value #MAX_INTERVALS} intervals: when there are more,
 * pairs of neighbours are merged, so that a long test has longer intervals and not more of them. No
 * interval lies in two phases of the test.
 */
final class Timeline {
  static final int MAX_INTERVALS = 600;

  private final List<Interval> intervals = new ArrayList<>();
  private int ticksPerInterval = 1;
  private int ticksInLast;

  /**
   * Adds the next tick. One that is much shorter than the others, such as that between the last and
   * the end of the test, joins its neighbour of the same phase: what happened in it is no rate.
   */
  void add(Interval tick) {
    int last = intervals.size() - 1;
    if (last >= 0 && joins(intervals.get(last), tick)) {
      boolean isWholeTick =
          tick.isLongEnoughForRates() && intervals.get(last).isLongEnoughForRates();
      ticksInLast += isWholeTick ? 1 : 0;
      intervals.set(last, intervals.get(last).then(tick));
      return;
    }
    if (intervals.size() == MAX_INTERVALS) {
      mergePairs();
    }
    intervals.add(tick);
    ticksInLast = 1;
  }

  private boolean joins(Interval last, Interval tick) {
    boolean isShort = !tick.isLongEnoughForRates() || !last.isLongEnoughForRates();
    return last.phase() == tick.phase() && (isShort || ticksInLast < ticksPerInterval);
  }

  private void mergePairs() {
    List<Interval> merged = new ArrayList<>(MAX_INTERVALS);
    for (int index = 0; index < intervals.size(); index++) {
      Interval interval = intervals.get(index);
      boolean hasNext = index + 1 < intervals.size();
      if (hasNext && intervals.get(index + 1).phase() == interval.phase()) {
        index++;
        interval = interval.then(intervals.get(index));
      }
      merged.add(interval);
    }
    intervals.clear();
    intervals.addAll(merged);
    ticksPerInterval *= 2;
  }

  List<Interval> intervals() {
    return List.copyOf(intervals);
  }
}
