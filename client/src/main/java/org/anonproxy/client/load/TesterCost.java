package org.anonproxy.client.load;

/**
 * Says what the tester itself cost, to tell whether it was the bottleneck.
 *
 * @param cpuSeconds the CPU time of the whole process during the measurement
 * @param busiestLoop the share of that time for which the busiest event loop had the CPU
 */
public record TesterCost(double cpuSeconds, double busiestLoop) {
  /** Above this share an event loop has no time left to be late in. */
  private static final double BUSY_SHARE = 0.9;

  /** Tells whether the figures are probably the tester's limit and not the server's. */
  public boolean isBottleneck() {
    return busiestLoop > BUSY_SHARE;
  }
}
