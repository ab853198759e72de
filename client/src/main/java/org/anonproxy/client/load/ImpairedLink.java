package org.anonproxy.client.load;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Decides the fate of each datagram of one direction: the same seed and the same datagrams, the
 * same fates.
 *
 * <p>Not thread-safe. Every decision draws the same number of random values, so that changing one
 * share leaves the others' decisions as they were.
 */
final class ImpairedLink {
  private static final long REORDER_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Impairment.REORDER_MILLIS);

  private final Impairment impairment;
  private final SplittableRandom random;
  private final long delayNanos;
  private final long jitterNanos;

  private boolean lost;
  private boolean duplicated;
  private boolean corrupted;
  private long heldNanos;
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
    boolean reordered = random.nextDouble() < impairment.reorder();
    corrupted = random.nextDouble() < impairment.corrupt() && datagramBytes > 0;
    double jitter = random.nextDouble();
    corruptBit = random.nextInt(Math.max(1, datagramBytes * Byte.SIZE));
    heldNanos = delayNanos + (long) (jitter * jitterNanos) + (reordered ? REORDER_NANOS : 0);
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

  /** Returns how long the datagram is under way. */
  long heldNanos() {
    return heldNanos;
  }
}
