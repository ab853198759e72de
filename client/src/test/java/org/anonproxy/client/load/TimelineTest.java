package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static Interval tick(int number) {
    return tick(TestPhase.MEASURED, number);
  }

  private static Interval tick(TestPhase phase, int number) {
    return new Interval(
        phase, number * 0.1, 0.1, 1, 0, 40, 20_000, 2, 82, SampleReports.latencies(number), 5, 0);
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
  void keepsThePhasesOfATestApart() {
    Timeline timeline = new Timeline();
    int ticks = 0;
    for (TestPhase phase : TestPhase.values()) {
      int end = ticks + (phase == TestPhase.MEASURED ? 1800 : 13);
      while (ticks < end) {
        timeline.add(tick(phase, ticks++));
      }
    }
    List<Interval> intervals = timeline.intervals();
    assertTrue(intervals.size() > 300 && intervals.size() <= Timeline.MAX_INTERVALS);
    for (TestPhase phase : TestPhase.values()) {
      assertEquals(
          phase == TestPhase.MEASURED ? 1800 : 13,
          intervals.stream()
              .filter(interval -> interval.phase() == phase)
              .mapToLong(Interval::transfers)
              .sum());
    }
    assertEquals(ticks * 0.1, intervals.stream().mapToDouble(Interval::seconds).sum(), 1e-6);
  }

  @Test
  void letsAShortPieceAtTheBeginningOfAPhaseJoinTheNextTick() {
    Timeline timeline = new Timeline();
    timeline.add(tick(0));
    timeline.add(
        new Interval(
            TestPhase.DRAIN, 0.1, 0.001, 0, 5, 0, 0, 0, 0, SampleReports.latencies(), 0, 0));
    assertEquals(2, timeline.intervals().size());
    timeline.add(tick(TestPhase.DRAIN, 1));
    timeline.add(tick(TestPhase.DRAIN, 2));
    assertEquals(3, timeline.intervals().size());
    assertEquals(5, timeline.intervals().get(1).failures());
    assertEquals(0.101, timeline.intervals().get(1).seconds(), 1e-6);
  }

  @Test
  void makesNoIntervalOfThePieceThatIsLeftAtTheEnd() {
    Timeline timeline = new Timeline();
    timeline.add(tick(0));
    timeline.add(
        new Interval(
            TestPhase.MEASURED, 0.1, 0.001, 0, 5, 0, 0, 0, 0, SampleReports.latencies(), 0, 0));
    assertEquals(1, timeline.intervals().size());
    assertEquals(5, timeline.intervals().get(0).failures(), "5 in 0.1 s, and not in 1 ms");
  }

  @Test
  void takesThePercentilesOfAllTransfersWhenItMerges() {
    Interval merged =
        new Interval(
            TestPhase.MEASURED,
            0,
            0.1,
            1,
            0,
            40,
            20_000,
            2,
            82,
            SampleReports.latencies(900),
            5,
            0);
    for (int number = 1; number <= 9; number++) {
      merged = merged.then(tick(number));
    }
    assertEquals(5, merged.p50Nanos() / 1e6, 0.1, "one slow transfer does not move the median");
    assertEquals(900, merged.p99Nanos() / 1e6, 10);
  }
}
