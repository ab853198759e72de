package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static Interval tick(int number) {
    return new Interval(
        number * 0.1, 0.1, 1, 0, 40, 20_000, 2, 82, SampleReports.latencies(number), 5, 0);
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
  void makesNoIntervalOfThePieceThatIsLeftAtTheEnd() {
    Timeline timeline = new Timeline();
    timeline.add(tick(0));
    timeline.add(new Interval(0.1, 0.001, 0, 5, 0, 0, 0, 0, SampleReports.latencies(), 0, 0));
    assertEquals(1, timeline.intervals().size());
    assertEquals(5, timeline.intervals().get(0).failures(), "5 in 0.1 s, and not in 1 ms");
  }

  @Test
  void takesThePercentilesOfAllTransfersWhenItMerges() {
    Interval merged =
        new Interval(0, 0.1, 1, 0, 40, 20_000, 2, 82, SampleReports.latencies(900), 5, 0);
    for (int number = 1; number <= 9; number++) {
      merged = merged.then(tick(number));
    }
    assertEquals(5, merged.p50Nanos() / 1e6, 0.1, "one slow transfer does not move the median");
    assertEquals(900, merged.p99Nanos() / 1e6, 10);
  }
}
