package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.anonproxy.client.load.Latencies.Phase;
import org.junit.jupiter.api.Test;

/** Lets an event loop be late on virtual time. */
final class LoopLagTest {
  private static final long MILLI = 1_000_000;
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 35 * MILLI);

  private final LoopLag lag = new LoopLag();

  private double maxMillis() {
    return lag.copy().getMaxValue() / 1e6;
  }

  @Test
  void isNotLateWhenItTicksInTime() {
    long now = START;
    long wait = lag.begin(now);
    for (int tick = 0; tick < 10; tick++) {
      now += wait;
      wait = lag.tick(now);
      assertEquals(10 * MILLI, wait);
    }
    assertEquals(10, lag.copy().getTotalCount());
    assertEquals(0.0, maxMillis(), 0.001);
  }

  @Test
  void chargesAStandstillToEveryTickThatWasDueInIt() {
    long now = START + lag.begin(START) + 95 * MILLI;
    assertEquals(5 * MILLI, lag.tick(now), "the schedule stays as it was");
    Histogram recorded = lag.copy();
    assertEquals(10, recorded.getTotalCount());
    assertEquals(95, recorded.getMaxValue() / 1e6, 1);
    assertEquals(45, recorded.getValueAtPercentile(50) / 1e6, 1);
  }

  @Test
  void recordsTheMeasurementOnly() {
    lag.started(500 * MILLI);
    lag.reset();
    lag.started(20 * MILLI);
    lag.end();
    lag.started(500 * MILLI);
    assertEquals(1, lag.copy().getTotalCount());
    assertEquals(20, maxMillis(), 0.2);
  }

  private TesterCost cost(long lateMillis, long medianMillis) {
    lag.started(lateMillis * MILLI);
    Latencies latencies = new Latencies();
    latencies.record(Phase.TRANSFER, medianMillis * MILLI);
    return new TesterCost(1, 0.1).withLag(lag.copy(), latencies);
  }

  @Test
  void makesTheTesterTheBottleneckByATenthOfTheMedian() {
    assertTrue(cost(6, 50).isBottleneck());
    assertFalse(cost(6, 90).isBottleneck());
  }

  @Test
  void makesTheTesterTheBottleneckByTenMillisecondsInAnyCaseAndByTwoInNone() {
    assertFalse(cost(1, 1).isBottleneck());
    assertTrue(cost(12, 1000).isBottleneck());
  }
}
