package org.anonproxy.server.session;

import org.anonproxy.transport.CloseReason;

/**
 * Is told when a peer has proven itself and when its session ends; half-open sessions that come to
 * nothing are not reported, since anybody can cause them.
 *
 * <p>Called on the event loop: an implementation neither blocks nor throws.
 */
public interface SessionObserver {
  /** Reports a completed handshake. */
  void opened(Session session);

  /** Reports the end of a session that was {@link #opened}. */
  void closed(Session session, CloseReason reason, long durationNanos);

  /** Reports that the socket failed to send or receive; the sessions go on. */
  void failed(Throwable cause);
}
