package org.anonproxy.server.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Records that strangers wanted more, since the last look, than the server keeps state for. */
@Name("org.anonproxy.Overload")
@Label("Overload")
@Description("Sessions were refused, or handshakes answered without keeping state, since last time")
@Category("anonproxy")
@StackTrace(false)
@Period("1 s")
public final class OverloadEvent extends Event {
  @Label("Refused Sessions")
  @Description("Packets that would have begun a session beyond a limit")
  public long refusedSessions;

  @Label("Stateless Answers")
  @Description("SYNs that were answered without keeping anything")
  public long statelessAnswers;

  /** Creates an event that is not yet recorded. */
  public OverloadEvent() {}
}
