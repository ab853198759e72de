package org.anonproxy.server.hostile;

import org.anonproxy.server.session.LookupTimes;

/** Looks up peers whose address and port were chosen to have equal sums. */
final class CollidingPeers implements Scenario {
  private static final int ROUNDS = 31;
  private static final double MAX_RATIO = 2;

  @Override
  public String name() {
    return "colliding-peers";
  }

  @Override
  public Verdict run(Scale scale) {
    LookupTimes times = LookupTimes.measure(scale.collidingPeers(), ROUNDS);
    return new Verdict(
        times.ratio() <= MAX_RATIO && times.allocatedBytesPerLookup() == 0,
        "a look-up among peers of equal address + port takes at most 2x, and allocates nothing",
        String.format(
            "%d peers, medians of %d rounds: random %.0f ns, colliding %.0f ns, %.2fx, %d bytes"
                + " allocated",
            scale.collidingPeers(),
            ROUNDS,
            times.randomNanos(),
            times.collidingNanos(),
            times.ratio(),
            times.allocatedBytesPerLookup()));
  }
}
