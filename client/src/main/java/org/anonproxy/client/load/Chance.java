package org.anonproxy.client.load;

import java.util.SplittableRandom;

/**
 * Picks the clients and transfers that misbehave, by a seed.
 *
 * <p>Thread: its loop's. Every transfer draws the same number of random values, so that changing
 * one share, or the length of the page, leaves the other decisions as they were.
 */
final class Chance {
  /** After how many blocks at most a client vanishes while the length of the page is unknown. */
  private static final int EARLY_BLOCKS = 8;

  private final Misbehaviour misbehaviour;
  private final SplittableRandom random;

  private boolean vanishes;
  private boolean withholdsFinalAck;
  private double place;

  Chance(Misbehaviour misbehaviour, SplittableRandom random) {
    this.misbehaviour = misbehaviour;
    this.random = random;
  }

  boolean isSlow() {
    return random.nextDouble() < misbehaviour.slowShare();
  }

  /** Decides about the next transfer; the other methods tell what. */
  void next() {
    vanishes = random.nextDouble() < misbehaviour.abandonShare();
    withholdsFinalAck = random.nextDouble() < misbehaviour.noFinalAckShare();
    place = random.nextDouble();
  }

  boolean vanishes() {
    return vanishes;
  }

  boolean withholdsFinalAck() {
    return withholdsFinalAck;
  }

  /**
   * Returns which block the client receives and does not answer any more, from 1: any but the last.
   * 0 means that it completes the handshake and answers nothing.
   *
   * @param pageBlocks how many the page has, 0 if that is not known yet
   */
  int blocksBeforeVanishing(long pageBlocks) {
    if (pageBlocks == 1) {
      return 0;
    }
    long choices = pageBlocks == 0 ? EARLY_BLOCKS : pageBlocks - 1;
    return (int) (1 + (long) (place * choices));
  }
}
