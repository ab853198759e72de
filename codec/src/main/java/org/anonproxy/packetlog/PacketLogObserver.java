package org.anonproxy.packetlog;

import java.io.IOException;

/**
 * Hears of a packet log's trouble with what it is written to, on the log's own thread, whose
 * handler of uncaught exceptions gets what is thrown.
 */
@FunctionalInterface
public interface PacketLogObserver {

  /**
   * Reports, once until it works again, that the file cannot be rotated, which costs no line, and
   * whatever below has no method of its own.
   */
  void inTrouble(IOException cause);

  /** Reports, once, that nothing can be written; lines are left out until it can be. */
  default void paused(IOException cause) {
    inTrouble(cause);
  }

  /** Reports that the log goes on in a new file, {@code missingLines} after the one before. */
  default void resumed(long missingLines) {}

  /** Reports that nothing more is written, since this device cannot begin anew. */
  default void ended(IOException cause) {
    inTrouble(cause);
  }
}
