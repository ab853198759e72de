package org.anonproxy.server;

import io.netty.util.NetUtil;
import org.anonproxy.server.events.SessionClosedEvent;
import org.anonproxy.server.events.SessionOpenedEvent;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.PageSender;

/** Leaves an event in a recording of the JDK Flight Recorder when a session opens or closes. */
public final class SessionEvents implements SessionObserver {
  /** Creates an observer that does nothing as long as nothing is recorded. */
  public SessionEvents() {}

  @Override
  public void opened(Session session) {
    SessionOpenedEvent event = new SessionOpenedEvent();
    if (event.shouldCommit()) {
      event.peer = NetUtil.toSocketAddressString(session.peer());
      event.commit();
    }
  }

  @Override
  public void closed(Session session, CloseReason reason, long durationNanos) {
    SessionClosedEvent event = new SessionClosedEvent();
    if (event.shouldCommit()) {
      PageSender sender = session.sender();
      event.peer = NetUtil.toSocketAddressString(session.peer());
      event.reason = reason.text();
      event.lifetime = durationNanos;
      event.acknowledgedBytes = sender.acknowledgedBytes();
      event.pageBytes = sender.pageBytes();
      event.retransmissions = sender.retransmissions();
      if (sender.hasRttSample()) {
        event.smoothedRoundTrip = sender.srttNanos();
      }
      event.commit();
    }
  }

  @Override
  public void failed(Throwable cause) {}
}
