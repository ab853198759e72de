package org.anonproxy.server.session;

import org.anonproxy.transport.ProgressLimits;

/**
 * Bounds what peers can make the server hold.
 *
 * @param maxSessions the most sessions at once; further handshakes are ignored
 * @param maxHalfOpen the most sessions with unproven peers; above, handshakes are answered without
 *     keeping anything
 * @param maxSessionsPerAddress the most sessions of one proven IPv4 address or IPv6 /64 network; 0
 *     is no limit
 * @param progress how slowly and how long a session may go on
 */
public record SessionLimits(
    int maxSessions, int maxHalfOpen, int maxSessionsPerAddress, ProgressLimits progress) {
  /** The limits of the protocol document. */
  public static final SessionLimits STANDARD =
      new SessionLimits(100_000, 4_096, 0, ProgressLimits.STANDARD);

  /** Checks the bounds. */
  public SessionLimits {
    if (maxSessions < 1) {
      throw new IllegalArgumentException("the most sessions must be 1 or more, not " + maxSessions);
    }
    if (maxHalfOpen < 0) {
      throw new IllegalArgumentException(
          "the most half-open sessions must be 0 or more, not " + maxHalfOpen);
    }
    if (maxSessionsPerAddress < 0) {
      throw new IllegalArgumentException(
          "the most sessions per address must be 0 or more, not " + maxSessionsPerAddress);
    }
  }

  /** Returns one of {@code parts} equal parts of the limits that count sessions, rounded up. */
  public SessionLimits dividedBy(int parts) {
    return new SessionLimits(
        part(maxSessions, parts),
        part(maxHalfOpen, parts),
        part(maxSessionsPerAddress, parts),
        progress);
  }

  private static int part(int whole, int parts) {
    return (int) (((long) whole + parts - 1) / parts);
  }
}
