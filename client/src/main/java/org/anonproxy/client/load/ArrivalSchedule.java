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
 * <p>One of several loops takes every n-th arrival, or a Poisson process of the n-th part of the
 * rate; together they are the whole. Not thread-safe.
 */
final class ArrivalSchedule {
  private final double ratePerNano;
  private final double rampUpNanos;
  private final int step;
  private final SplittableRandom random;
  private final boolean poisson;
  private double sum;

  private ArrivalSchedule(
      OpenLoop openLoop, double rampUpNanos, int loop, int loops, SplittableRandom random) {
    this.ratePerNano = openLoop.arrivalsPerSecond() / 1e9;
    this.rampUpNanos = rampUpNanos;
    this.step = loops;
    this.random = random;
    this.poisson = openLoop.distribution() == OpenLoop.Distribution.POISSON;
    this.sum = poisson ? exponentialStep() : loop;
  }

  /**
   * Creates the arrivals of one loop of several.
   *
   * @param random used by a Poisson process only
   */
  static ArrivalSchedule of(
      OpenLoop openLoop, double rampUpNanos, int loop, int loops, SplittableRandom random) {
    return new ArrivalSchedule(openLoop, rampUpNanos, loop, loops, random);
  }

  /**
   * Creates the first starts of a closed loop's clients: evenly over the ramp-up, or all at once.
   */
  static ArrivalSchedule ofClients(int clients, double rampUpNanos, int loop, int loops) {
    double perSecond = rampUpNanos > 0 ? clients / (rampUpNanos / 1e9) : 1e18;
    OpenLoop evenly = new OpenLoop(perSecond, OpenLoop.Distribution.CONSTANT);
    return new ArrivalSchedule(evenly, 0, loop, loops, new SplittableRandom(0));
  }

  /** Returns the next arrival in nanoseconds since the beginning, and goes on to the one after. */
  long nextNanos() {
    double due = timeNanos(sum);
    sum += poisson ? exponentialStep() : step;
    return (long) due;
  }

  private double exponentialStep() {
    return -Math.log(1 - random.nextDouble()) * step;
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
