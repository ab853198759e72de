package org.anonproxy.server.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Records an attempt to obtain the page, and how long it took. */
@Name("org.anonproxy.PageFetch")
@Label("Page Fetch")
@Description("The server asked for the page at its origin")
@Category("anonproxy")
@StackTrace(false)
public final class PageFetchEvent extends Event {
  @Label("Origin")
  @Description("The page's address without what may be secret in it")
  public @Nullable String origin;

  @Label("Succeeded")
  public boolean succeeded;

  @Label("Page Size")
  @Description("0 if the origin confirmed the page that is known")
  @DataAmount(DataAmount.BYTES)
  public long pageBytes;

  /** Creates an event that is not yet recorded. */
  public PageFetchEvent() {}
}
