package org.anonproxy.server.session;

import java.util.concurrent.TimeUnit;

/**
 * Knows whether a third packet without a session can be genuine at all: only for a while after a
 * handshake of which no session is kept. At all other times it is a guess, or a very late
 * repetition, and its numbers are not even looked at.
 *
 * <p>Thread: its channel's event loop.
 */
final class UnkeptHandshakes {
  /** For how long the numbers of a handshake are known again: its minute and the next. */
  private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(2);

  private boolean any;
  private long latestNanos;

  /** Notes that from now on nothing is kept about a handshake that may still complete. */
  void note(long nowNanos) {
    any = true;
    latestNanos = nowNanos;
  }

  /** Tells whether such a handshake may be under way. */
  boolean mayComplete(long nowNanos) {
    return any && nowNanos - latestNanos < MEMORY_NANOS;
  }
}
