package org.anonproxy.server.snapshot;

import org.jspecify.annotations.Nullable;

/** Decides what takes the place of a reference. */
@FunctionalInterface
interface Embedder {
  /**
   * Returns the URI, or for {@link Kind#SPRITE} the text, to put in the place of the reference, or
   * null to leave it as it is.
   */
  @Nullable String embed(Reference reference);
}
