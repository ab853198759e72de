package org.anonproxy.simulation;

/**
 * Generates the pseudo-random numbers of a simulation: SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014), written out here so that a seed means the same
 * run on every Java.
 */
public final class SimulatedRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final double UNIT = 0x1.0p-53;

  private long state;

  /** Starts the sequence that belongs to {@code seed}. */
  public SimulatedRandom(long seed) {
    this.state = seed;
  }

  /** Returns the next 64 bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Returns the next 32 bits. */
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  /**
   * Tells whether something of the given probability happens. What never or always happens draws
   * nothing, so that a condition that is switched off leaves the sequence alone.
   */
  public boolean chance(double probability) {
    if (probability <= 0) {
      return false;
    }
    return probability >= 1 || (nextLong() >>> 11) * UNIT < probability;
  }

  /** Returns a number from 0 to {@code bound - 1}; the bias is below {@code bound} / 2^63. */
  public long below(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("the bound must be above 0, not " + bound);
    }
    return (nextLong() >>> 1) % bound;
  }

  /** Returns a generator of its own for a part of the simulation. */
  public SimulatedRandom split() {
    return new SimulatedRandom(nextLong());
  }

  /** Scatters the bits of {@code value}: the finalizer of SplitMix64. */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
