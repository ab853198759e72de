package org.anonproxy.client.load;

import java.util.Locale;

/**
 * Lets transfers arrive at a rate of their own, whether or not the server keeps up.
 *
 * @param arrivalsPerSecond the mean rate, above 0
 * @param distribution how the arrivals are spaced
 */
public record OpenLoop(double arrivalsPerSecond, Distribution distribution) {
  /** Spaces arrivals. */
  public enum Distribution {
    /** All intervals are alike. */
    CONSTANT,
    /** Intervals are exponentially distributed, as those of independent users are. */
    POISSON;

    /** Returns the name as options and reports write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the rate. */
  public OpenLoop {
    if (!(arrivalsPerSecond > 0) || Double.isInfinite(arrivalsPerSecond)) {
      throw new IllegalArgumentException("the rate must be above 0, not " + arrivalsPerSecond);
    }
  }
}
