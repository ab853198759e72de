package org.anonproxy.client.load;

import java.util.SplittableRandom;

/**
 * Picks the clients and transfers that misbehave, by a seed.
 *
 * <p>Thread: its loop's.
 */
final class Chance {
  private final Misbehaviour misbehaviour;
  private final SplittableRandom random;

  Chance(Misbehaviour misbehaviour, SplittableRandom random) {
    this.misbehaviour = misbehaviour;
    this.random = random;
  }

  boolean isSlow() {
    return random.nextDouble() < misbehaviour.slowShare();
  }

  boolean vanishes() {
    return random.nextDouble() < misbehaviour.abandonShare();
  }

  boolean withholdsFinalAck() {
    return random.nextDouble() < misbehaviour.noFinalAckShare();
  }

  /**
   * Picks after which block a client vanishes: any but the last, or before the first one if the
   * page has one block only or its length is not known yet.
   */
  int blocksBeforeVanishing(long pageBlocks) {
    return pageBlocks <= 1 ? 0 : (int) random.nextLong(1, pageBlocks);
  }
}
