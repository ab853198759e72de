package org.anonproxy.server.snapshot;

import java.net.URI;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.Referrer;

/** Loads what a page refers to; called by several threads at once. */
@FunctionalInterface
interface ResourceLoader {
  /**
   * Loads one resource.
   *
   * @param from who refers to it, which decides what addresses it may have
   * @param limits what it may cost
   * @throws PageFetchException if it cannot be had, with one clean line
   */
  Resource load(Referrer from, URI url, FetchLimits limits) throws PageFetchException;
}
