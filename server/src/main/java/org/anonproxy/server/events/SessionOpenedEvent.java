package org.anonproxy.server.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Records that a peer has completed its handshake. */
@Name("org.anonproxy.SessionOpened")
@Label("Session Opened")
@Description("A peer completed its handshake")
@Category("anonproxy")
@StackTrace(false)
public final class SessionOpenedEvent extends Event {
  @Label("Peer")
  public @Nullable String peer;

  /** Creates an event that is not yet recorded. */
  public SessionOpenedEvent() {}
}
