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

  /**
   * Compares a page with the first one.
   *
   * @param trusted whether this page may become the first one; not if the tester itself corrupted
   *     it on the way
   * @return whether it is the same, or there is none to compare with yet
   */
  boolean matches(ContentDigest.Value page, boolean trusted) {
    ContentDigest.Value reference = first.get();
    if (reference == null) {
      if (!trusted || first.compareAndSet(null, page)) {
        return true;
      }
      reference = first.get();
    }
    return page.equals(reference);
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
