package org.anonproxy.client.load;

import java.util.concurrent.atomic.AtomicReference;
import org.anonproxy.transport.BaseMode;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the page that the first transfer brought, which every other is compared with.
 *
 * <p>Thread: any; it is asked once per transfer.
 */
final class ReferenceContent {
  private final AtomicReference<ContentDigest.@Nullable Value> first = new AtomicReference<>();
  private volatile long blocks;

  /** Makes a page the reference, if there is none. */
  void propose(ContentDigest.Value page) {
    first.compareAndSet(null, page);
  }

  /** Tells whether there is a reference. */
  boolean isKnown() {
    return first.get() != null;
  }

  /** Tells whether a page is the same as the reference; none is while there is no reference. */
  boolean matches(ContentDigest.Value page) {
    return page.equals(first.get());
  }

  /** Takes note of how long a whole page was, right or wrong. */
  void learnLength(long bytes) {
    if (blocks == 0) {
      blocks = Math.max(1, (bytes + BaseMode.BLOCK_BYTES - 1) / BaseMode.BLOCK_BYTES);
    }
  }

  /** Returns how many blocks a page has, 0 while no whole one has come. */
  long blocks() {
    return blocks;
  }
}
