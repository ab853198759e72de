package org.anonproxy.simulation;

import org.anonproxy.transport.RetransmissionPolicy;

/** Computes the time within which a silent conversation must end. */
final class Patience {
  private Patience() {}

  /** Returns how long one packet may be repeated: every attempt waits for 3 s at most. */
  static long nanos(RetransmissionPolicy policy) {
    return (policy.maxRetransmissions() + 1) * RetransmissionPolicy.MAX_RTO_NANOS;
  }
}
