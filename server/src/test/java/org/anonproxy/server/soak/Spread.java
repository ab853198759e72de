package org.anonproxy.server.soak;

import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;

/** Holds the least and the most of what was measured over a while. */
record Spread(long least, long most) {
  private static final double MAX_RATIO = 1.05;

  static Spread of(LongStream values) {
    LongSummaryStatistics statistics = values.summaryStatistics();
    if (statistics.getCount() < 2) {
      throw new IllegalStateException("measured " + statistics.getCount() + " times");
    }
    return new Spread(statistics.getMin(), statistics.getMax());
  }

  /** Tells whether the most is within 5 % of the least. */
  boolean isFlat() {
    return most <= least * MAX_RATIO;
  }

  double percent() {
    return 100.0 * (most - least) / least;
  }
}
