package org.anonproxy.server.session;

import org.anonproxy.transport.PageSender;

/**
 * Counts sessions by state, without ever walking through them.
 *
 * <p>Thread: its channel's event loop.
 */
@SuppressWarnings("EnumOrdinal") // indexes a private array on the per-packet path
final class SessionCensus {
  private final int[] byState = new int[PageSender.State.values().length];

  /** Counts a new session. */
  void enter(Session session) {
    session.countState();
    byState[session.countedState().ordinal()]++;
  }

  /** Counts a session, if it has come to another state, there instead. */
  void follow(Session session) {
    if (session.countedState() != session.sender().state()) {
      leave(session);
      enter(session);
    }
  }

  /** Counts a session no more. */
  void leave(Session session) {
    byState[session.countedState().ordinal()]--;
  }

  int of(PageSender.State state) {
    return byState[state.ordinal()];
  }
}
