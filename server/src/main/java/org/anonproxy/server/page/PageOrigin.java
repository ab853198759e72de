package org.anonproxy.server.page;

import org.jspecify.annotations.Nullable;

/** Is asked for pages. Safe for use by many threads; an answer occupies the calling one. */
@FunctionalInterface
public interface PageOrigin {
  /**
   * Obtains the page unless it is still the version {@code known}; without a known version there
   * always is a page. The caller takes the one reference of it.
   *
   * @throws PageFetchException if that is not possible; nothing is left behind then
   */
  FetchAnswer ask(PageSource source, @Nullable PageMetadata known) throws PageFetchException;
}
