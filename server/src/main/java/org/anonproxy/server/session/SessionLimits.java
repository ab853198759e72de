package org.anonproxy.server.session;

/**
 * Bounds what peers can make the server hold.
 *
 * @param maxSessions the most sessions at once; further handshakes are ignored
 * @param maxHalfOpen the most sessions with unproven peers; above, handshakes are answered without
 *     keeping anything
 */
public record SessionLimits(int maxSessions, int maxHalfOpen) {
  /** The limits of the protocol document. */
  public static final SessionLimits STANDARD = new SessionLimits(100_000, 4_096);

  /** Checks the bounds. */
  public SessionLimits {
    if (maxSessions < 1) {
      throw new IllegalArgumentException("maxSessions must be at least 1, not " + maxSessions);
    }
    if (maxHalfOpen < 0) {
      throw new IllegalArgumentException("maxHalfOpen must not be negative: " + maxHalfOpen);
    }
  }
}
