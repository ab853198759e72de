package org.anonproxy.simulation;

/**
 * Tells the virtual time: to the network as nanoseconds elapsed since the start, to the engines as
 * a monotonic clock with an arbitrary origin, which may wrap.
 */
public final class SimulatedClock {
  private final long originNanos;
  private long elapsedNanos;

  SimulatedClock(long originNanos) {
    this.originNanos = originNanos;
  }

  /** Returns the time as the engines see it. */
  public long nanoTime() {
    return originNanos + elapsedNanos;
  }

  /** Returns the time since the simulation began. */
  public long elapsedNanos() {
    return elapsedNanos;
  }

  /** Translates a time on the engines' clock. */
  long elapsedAt(long nanoTime) {
    return nanoTime - originNanos;
  }

  void advanceTo(long elapsed) {
    if (elapsed < elapsedNanos) {
      throw new IllegalStateException("time ran backwards, to " + elapsed);
    }
    elapsedNanos = elapsed;
  }
}
