package org.anonproxy.simulation;

/** Lists the invariants of each mode. */
public final class Invariants {
  private Invariants() {}

  /**
   * Watches all that must hold in base mode.
   *
   * @param intact whether what arrives is what was sent
   */
  public static void watchBaseMode(SimulatedNetwork network, boolean intact) {
    network.watch(new WellFormedPackets());
    network.watch(new PromptedPackets());
    network.watch(new AmplificationLimit());
    network.watch(new OneBlockOutstanding());
    network.watch(new OwnsDeadline(network.clock()));
    network.watch(new EndsInTime(network.clock()));
    network.watch(new NoBufferLeaks(network));
    network.watch(new ReceivedPrefix(intact));
  }
}
