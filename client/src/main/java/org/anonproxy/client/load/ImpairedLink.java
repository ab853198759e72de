package org.anonproxy.client.load;

import java.util.SplittableRandom;

/**
 * Decides the fate of each datagram of one direction: the same seed and the same datagrams, the
 * same fates.
 *
 * <p>Not thread-safe. Every decision draws the same number of random values, so that changing one
 * share leaves the others' decisions as they were.
 */
final class ImpairedLink {
  private final Impairment impairment;
  private final SplittableRandom random;
  private final long delayNanos;
  private final long jitterNanos;

  private boolean lost;
  private boolean duplicated;
  private boolean corrupted;
  private boolean reordered;
  private long heldNanos;
  private long duplicateHeldNanos;
  private int corruptBit;

  ImpairedLink(Impairment impairment, SplittableRandom random) {
    this.impairment = impairment;
    this.random = random;
    this.delayNanos = impairment.delay().toNanos();
    this.jitterNanos = impairment.jitter().toNanos();
  }

  /** Decides about the next datagram; the other methods tell what. */
  void next(int datagramBytes) {
    lost = random.nextDouble() < impairment.loss();
    duplicated = random.nextDouble() < impairment.duplicate();
    reordered = random.nextDouble() < impairment.reorder();
    corrupted = random.nextDouble() < impairment.corrupt() && datagramBytes > 0;
    heldNanos = delayNanos + (long) (random.nextDouble() * jitterNanos);
    duplicateHeldNanos = delayNanos + (long) (random.nextDouble() * jitterNanos);
    corruptBit = random.nextInt(Math.max(1, datagramBytes * Byte.SIZE));
  }

  boolean isLost() {
    return lost;
  }

  boolean isDuplicated() {
    return duplicated;
  }

  boolean isCorrupted() {
    return corrupted;
  }

  /** Returns which bit is flipped, if one is. */
  int corruptBit() {
    return corruptBit;
  }

  /** Tells whether the datagram waits until the next one has passed. */
  boolean isReordered() {
    return reordered;
  }

  /** Returns how long the datagram is under way. */
  long heldNanos() {
    return heldNanos;
  }

  /** Returns how long its duplicate is. */
  long duplicateHeldNanos() {
    return duplicateHeldNanos;
  }
}
