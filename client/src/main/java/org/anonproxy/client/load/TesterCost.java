package org.anonproxy.client.load;

import org.HdrHistogram.Histogram;
import org.anonproxy.client.load.Latencies.Phase;

/**
 * Says what the tester itself cost, to tell whether it was the bottleneck.
 *
 * @param cpuSeconds the CPU time of the whole process during the measurement
 * @param busiestLoop the share of that time for which the busiest event loop had the CPU
 * @param lagMillis how late the event loops were at most in 99 % of what they had to do
 * @param lagLimitMillis how late they may be without making the latencies doubtful
 */
public record TesterCost(
    double cpuSeconds, double busiestLoop, double lagMillis, double lagLimitMillis) {
  /** Above this share an event loop has no time left to be late in. */
  private static final double BUSY_SHARE = 0.9;

  private static final double MAX_LAG_LIMIT_MILLIS = 10;

  /** The grain of timers, and what any scheduler takes now and then. */
  private static final double MIN_LAG_LIMIT_MILLIS = 2;

  private static final double LAG_SHARE_OF_MEDIAN = 0.1;
  private static final double LAG_PERCENTILE = 99;

  /** Creates the cost of a tester that was never late. */
  public TesterCost(double cpuSeconds, double busiestLoop) {
    this(cpuSeconds, busiestLoop, 0, MAX_LAG_LIMIT_MILLIS);
  }

  /** Returns this cost with how late the loops were, and may be by the latencies measured. */
  TesterCost withLag(Histogram lag, Latencies latencies) {
    double tenth = latencies.millis(Phase.TRANSFER, 50) * LAG_SHARE_OF_MEDIAN;
    double limit =
        Double.isNaN(tenth)
            ? MAX_LAG_LIMIT_MILLIS
            : Math.max(MIN_LAG_LIMIT_MILLIS, Math.min(tenth, MAX_LAG_LIMIT_MILLIS));
    return new TesterCost(
        cpuSeconds, busiestLoop, lag.getValueAtPercentile(LAG_PERCENTILE) / 1e6, limit);
  }

  /** Tells whether the figures are probably the tester's limit and not the server's. */
  public boolean isBottleneck() {
    return isBusy() || isLate();
  }

  /** Tells whether an event loop had hardly any time left. */
  public boolean isBusy() {
    return busiestLoop > BUSY_SHARE;
  }

  /** Tells whether the event loops were so late that it shows in the latencies. */
  public boolean isLate() {
    return lagMillis > lagLimitMillis;
  }
}
