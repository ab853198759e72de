package org.anonproxy.client.load;

import java.util.SplittableRandom;

/**
 * Computes which part of a plan is one event loop's.
 *
 * @param plan the whole
 * @param loop which loop, from 0
 */
record LoopShare(LoadPlan plan, int loop) {
  private Deal deal() {
    return new Deal(plan.workload().clients(), plan.target().loops(), loop);
  }

  /** Returns how many of the clients are this loop's. */
  int clients() {
    return deal().ownClients();
  }

  /** Returns how many spare ports this loop may open. */
  int sparePorts() {
    return plan.target().sparePorts() / plan.target().loops();
  }

  /** Returns how long transfers begin, about a century if that is not limited. */
  long lengthNanos() {
    return plan.workload().duration() == null
        ? Long.MAX_VALUE / 4
        : plan.workload().duration().toNanos();
  }

  /** Returns this loop's own source of randomness for one purpose. */
  SplittableRandom random(String purpose) {
    return new SplittableRandom(plan.seed() * 31 + purpose.hashCode() + ((long) loop << 40));
  }

  /** Creates the starts of this loop's transfers. */
  StartQueue newStarts(long nowNanos) {
    Workload workload = plan.workload();
    double rampUpNanos = workload.rampUp().toNanos();
    OpenLoop openLoop = workload.openLoop();
    if (openLoop == null) {
      return new StartQueue(
          () -> ArrivalSchedule.ofClients(rampUpNanos, deal()), nowNanos, lengthNanos(), clients());
    }
    int perClient = workload.transfersPerClient();
    return new StartQueue(
        () -> ArrivalSchedule.of(openLoop, rampUpNanos, deal(), random("arrivals")),
        nowNanos,
        lengthNanos(),
        perClient == 0 ? Long.MAX_VALUE : (long) perClient * clients());
  }
}
