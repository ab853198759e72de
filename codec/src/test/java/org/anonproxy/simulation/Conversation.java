package org.anonproxy.simulation;

/** Shows one end of a conversation to the invariants. */
public abstract class Conversation {
  /** What {@link EndsInTime} saw last, kept here because it is looked up after every event. */
  Object seenState = this;

  long seenBytes;
  long seenSinceNanos;

  /** Returns the engine's state. */
  protected abstract Object state();

  /** Returns how far the transfer has come. */
  protected abstract long progressBytes();

  /** Tells whether nothing is left to wait for. */
  protected abstract boolean isOver();

  /** Tells whether the engine wants to be called some time. */
  protected abstract boolean hasDeadline();

  /** Returns when the engine wants to be called. */
  protected abstract long deadlineNanos();

  /** Returns the longest time that the present state may last without progress. */
  protected abstract long patienceNanos();
}
