package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static Interval tick(int number) {
    return new Interval(number * 0.1, 0.1, 1, 0, 40, 20_000, 2, 82, number, 2L * number, 5, 0);
  }

  @Test
  void staysBoundedAndLosesNothing() {
    Timeline timeline = new Timeline();
    int ticks = 5 * Timeline.MAX_INTERVALS + 3;
    for (int number = 0; number < ticks; number++) {
      timeline.add(tick(number));
    }
    List<Interval> intervals = timeline.intervals();
    assertTrue(intervals.size() <= Timeline.MAX_INTERVALS);
    assertEquals(ticks, intervals.stream().mapToLong(Interval::transfers).sum());
    double end = 0;
    for (Interval interval : intervals) {
      assertEquals(end, interval.startSeconds(), 1e-6, "no gap");
      end = interval.startSeconds() + interval.seconds();
    }
    assertEquals(ticks * 0.1, end, 1e-6);
  }

  @Test
  void keepsTheHigherPercentilesWhenItMerges() {
    Interval merged = tick(3).then(tick(7));
    assertEquals(7, merged.p50Nanos());
    assertEquals(14, merged.p99Nanos());
  }
}
