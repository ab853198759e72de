package org.anonproxy.server;

import java.util.List;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;

/** Passes on what happens to sessions to several observers, one after the other. */
public final class ObserverGroup implements SessionObserver {
  private final List<SessionObserver> members;

  /** Creates a group; its members are called in this order. */
  public ObserverGroup(List<SessionObserver> members) {
    this.members = List.copyOf(members);
  }

  @Override
  public void opened(Session session) {
    members.forEach(member -> member.opened(session));
  }

  @Override
  public void closed(Session session, CloseReason reason, long durationNanos) {
    members.forEach(member -> member.closed(session, reason, durationNanos));
  }

  @Override
  public void failed(Throwable cause) {
    members.forEach(member -> member.failed(cause));
  }
}
