package org.anonproxy.client.load;

import java.util.SplittableRandom;

/**
 * Says when transfers are meant to start: a sequence of times since the beginning of the test,
 * never decreasing, that owes nothing to how the server does.
 *
 * <p>It is a counting process turned inside out: the k-th arrival is when the rate, which rises
 * linearly during ramp-up, has added up to k. A Poisson process adds up exponential steps instead
 * of whole ones.
 *
 * <p>One of several loops takes the arrivals that are dealt to it, or a Poisson process of its part
 * of the rate; together they are the whole. Not thread-safe.
 */
final class ArrivalSchedule {
  private final double ratePerNano;
  private final double rampUpNanos;
  private final Deal deal;
  private final SplittableRandom random;
  private final boolean poisson;
  private long arrivals;
  private double sum;

  private ArrivalSchedule(
      OpenLoop openLoop, double rampUpNanos, Deal deal, SplittableRandom random) {
    this.ratePerNano = openLoop.arrivalsPerSecond() / 1e9;
    this.rampUpNanos = rampUpNanos;
    this.deal = deal;
    this.random = random;
    this.poisson = openLoop.distribution() == OpenLoop.Distribution.POISSON;
  }

  /**
   * Creates the arrivals of one loop of several.
   *
   * @param random used by a Poisson process only
   */
  static ArrivalSchedule of(
      OpenLoop openLoop, double rampUpNanos, Deal deal, SplittableRandom random) {
    return new ArrivalSchedule(openLoop, rampUpNanos, deal, random);
  }

  /**
   * Creates the first starts of a closed loop's clients: evenly over the ramp-up, or all at once.
   */
  static ArrivalSchedule ofClients(double rampUpNanos, Deal deal) {
    double perSecond = rampUpNanos > 0 ? deal.clients() / (rampUpNanos / 1e9) : 1e18;
    OpenLoop evenly = new OpenLoop(perSecond, OpenLoop.Distribution.CONSTANT);
    return new ArrivalSchedule(evenly, 0, deal, new SplittableRandom(0));
  }

  /** Returns the next arrival in nanoseconds since the beginning, and goes on to the one after. */
  long nextNanos() {
    if (poisson) {
      sum -= Math.log(1 - random.nextDouble()) * deal.arrivalsPerOwn();
    } else {
      sum = deal.arrival(arrivals++);
    }
    return (long) timeNanos(sum);
  }

  /** Returns when the rate has added up to {@code arrivals}. */
  private double timeNanos(double arrivals) {
    double duringRampUp = ratePerNano * rampUpNanos / 2;
    if (arrivals < duringRampUp) {
      return Math.sqrt(2 * arrivals * rampUpNanos / ratePerNano);
    }
    return rampUpNanos + (arrivals - duringRampUp) / ratePerNano;
  }
}
