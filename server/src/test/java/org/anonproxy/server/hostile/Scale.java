package org.anonproxy.server.hostile;

/** Sets how much of everything: the full figures, or some seconds' worth for everyday use. */
record Scale(
    int spoofedSyns,
    int honestClients,
    int forgedPackets,
    int blindPackets,
    int collidingPeers,
    int slowClients,
    int slowRounds,
    int slowSeconds,
    int noiseSeconds,
    int silenceSeconds) {
  static final Scale FULL =
      new Scale(1_000_000, 1000, 1_000_000, 10_000_000, 65_536, 10_000, 5, 15, 60, 15);

  static final Scale QUICK = new Scale(50_000, 200, 50_000, 300_000, 16_384, 1000, 1, 5, 4, 8);
}
