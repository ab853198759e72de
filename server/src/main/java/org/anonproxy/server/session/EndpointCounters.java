package org.anonproxy.server.session;

import org.anonproxy.transport.CloseReason;

/**
 * Counts what becomes of the sessions of one channel; they all only grow.
 *
 * <p>Thread: its channel's event loop.
 */
@SuppressWarnings("EnumOrdinal") // indexes a private array
final class EndpointCounters {
  private final long[] closedByReason = new long[CloseReason.values().length];
  private long openedSessions;
  private long completedHandshakes;
  private long answersWithoutSession;
  private long deliveredBytes;

  void opened() {
    openedSessions++;
  }

  void completedHandshake() {
    completedHandshakes++;
  }

  void answeredWithoutSession() {
    answersWithoutSession++;
  }

  void delivered(int bytes) {
    deliveredBytes += bytes;
  }

  void closed(CloseReason reason) {
    closedByReason[reason.ordinal()]++;
  }

  /** Returns how many handshakes began of which state was kept. */
  long openedSessions() {
    return openedSessions;
  }

  /** Returns how many peers proved themselves and were admitted. */
  long completedHandshakes() {
    return completedHandshakes;
  }

  /** Returns how many SYNs were answered without keeping anything. */
  long answersWithoutSession() {
    return answersWithoutSession;
  }

  /** Returns how many bytes of pages peers have acknowledged. */
  long deliveredBytes() {
    return deliveredBytes;
  }

  /** Returns how many sessions, half-open ones included, ended for {@code reason}. */
  long closedFor(CloseReason reason) {
    return closedByReason[reason.ordinal()];
  }
}
