package org.anonproxy.server.page;

/** Is what an origin that did not fail had to say. */
public sealed interface FetchAnswer {
  /** Returns how long the page may be served without asking again. */
  Freshness freshness();

  /** Gives a page; the receiver takes its reference. */
  record Fetched(Page page, Freshness freshness) implements FetchAnswer {}

  /** Says that the page known is still the one. */
  record Unchanged(Freshness freshness) implements FetchAnswer {}
}
