package org.anonproxy.server.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Records how a session ended. */
@Name("org.anonproxy.SessionClosed")
@Label("Session Closed")
@Description("A session that had been opened ended")
@Category("anonproxy")
@StackTrace(false)
public final class SessionClosedEvent extends Event {
  @Label("Peer")
  public @Nullable String peer;

  @Label("Reason")
  public @Nullable String reason;

  @Label("Lifetime")
  @Description("From the first packet of the handshake to the end")
  @Timespan(Timespan.NANOSECONDS)
  public long lifetime;

  @Label("Acknowledged")
  @DataAmount(DataAmount.BYTES)
  public long acknowledgedBytes;

  @Label("Page Size")
  @DataAmount(DataAmount.BYTES)
  public long pageBytes;

  @Label("Retransmissions")
  public int retransmissions;

  @Label("Smoothed Round-Trip Time")
  @Description("SRTT of RFC 6298; the smallest number stands for one that was never measured")
  @Timespan(Timespan.NANOSECONDS)
  public long smoothedRoundTrip = Long.MIN_VALUE;

  /** Creates an event that is not yet recorded. */
  public SessionClosedEvent() {}
}
