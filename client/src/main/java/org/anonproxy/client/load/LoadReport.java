package org.anonproxy.client.load;

import java.time.Instant;
import java.util.List;

/**
 * Is the result of a load test.
 *
 * @param plan what was to be done
 * @param startedAt when it began
 * @param seconds how long was measured: to the end of the duration, or of the last transfer; 0 if
 *     the test ended in its warm-up
 * @param partial whether the test was stopped before its end
 * @param tally what happened, also in the drain after the duration
 * @param timely what happened in those seconds, by which rates are reckoned
 * @param silentSeconds for how long no packet had come from the server at the end
 * @param latencies how long it took
 * @param fairnessJain Jain's index over the rates at which the clients received page bytes while
 *     they had a transfer, not a number if nobody received any
 * @param cost what the tester itself needed
 * @param impaired what the simulated links did
 * @param timeline the course of the test, warm-up included
 */
public record LoadReport(
    LoadPlan plan,
    Instant startedAt,
    double seconds,
    boolean partial,
    LoadTally tally,
    LoadTally timely,
    double silentSeconds,
    Latencies latencies,
    double fairnessJain,
    TesterCost cost,
    ImpairedDatagrams impaired,
    List<Interval> timeline) {
  /** Copies the list. */
  public LoadReport {
    timeline = List.copyOf(timeline);
  }

  /** Returns how many data packets arrived in a second. */
  public double blocksPerSecond() {
    return perSecond(timely.blocks());
  }

  /** Returns how many transfers succeeded in a second. */
  public double transfersPerSecond() {
    return perSecond(timely.transfers());
  }

  /** Returns the page bytes per second of the transfers that succeeded. */
  public double goodputBytesPerSecond() {
    return perSecond(timely.goodputBytes());
  }

  /** Returns how many data packets the tester took in for each second of its CPU time. */
  public double blocksPerCpuSecond() {
    return cost.cpuSeconds() > 0 ? timely.blocks() / cost.cpuSeconds() : 0;
  }

  /** Tells whether the test ended before anything was measured. */
  public boolean isEmpty() {
    return seconds == 0;
  }

  private double perSecond(long amount) {
    return seconds > 0 ? amount / seconds : 0;
  }
}
