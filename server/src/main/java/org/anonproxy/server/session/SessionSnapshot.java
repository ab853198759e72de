package org.anonproxy.server.session;

import java.net.InetSocketAddress;
import org.anonproxy.transport.PageSender;

/**
 * Shows one session as it was at one moment.
 *
 * @param srttNanos the smoothed round-trip time, {@link #NO_RTT} before it was measured
 * @param ageNanos the time since its handshake began
 */
public record SessionSnapshot(
    InetSocketAddress peer,
    PageSender.State state,
    int acknowledgedBytes,
    int pageBytes,
    int retransmissions,
    long srttNanos,
    long ageNanos) {

  /** Stands for a round trip that was not measured. */
  public static final long NO_RTT = -1;

  static SessionSnapshot of(Session session, long nowNanos) {
    PageSender sender = session.sender();
    return new SessionSnapshot(
        session.peer(),
        sender.state(),
        sender.acknowledgedBytes(),
        sender.pageBytes(),
        sender.retransmissions(),
        sender.hasRttSample() ? sender.srttNanos() : NO_RTT,
        nowNanos - session.openedNanos());
  }

  /** Tells whether the transfer is still under way. */
  public boolean isRunning() {
    return state != PageSender.State.TOMBSTONE && state != PageSender.State.CLOSED;
  }
}
