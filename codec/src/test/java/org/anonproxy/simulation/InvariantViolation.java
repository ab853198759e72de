package org.anonproxy.simulation;

/** Fails a test with all that is needed to repeat and to understand the run. */
public final class InvariantViolation extends AssertionError {
  private static final long serialVersionUID = 1L;

  InvariantViolation(long seed, SimulatedClock clock, Trace trace, RuntimeException cause) {
    super(
        "seed "
            + seed
            + ", after "
            + clock.elapsedNanos()
            + " ns: "
            + (cause instanceof Invariant.Broken ? cause.getMessage() : cause.toString())
            + "\n"
            + trace,
        cause);
  }
}
