package org.anonproxy.server.snapshot;

import java.time.Duration;

/**
 * Bounds what a page may pull in. What lies beyond is left out of the snapshot and counted.
 *
 * @param maxResources how many resources are loaded, each address once
 * @param maxDepth how far one may lead to the next: page, style sheet, import, image are three
 *     steps
 * @param maxDocumentBytes the largest HTML text that is taken apart, page or frame
 * @param maxResourceBytes the largest resource
 * @param maxLoadedBytes what all resources may have together
 * @param maxPageBytes the largest snapshot
 * @param perResource the time for one resource
 * @param total the time for all of them
 * @param connections how many are loaded at once
 */
public record SnapshotLimits(
    int maxResources,
    int maxDepth,
    int maxDocumentBytes,
    int maxResourceBytes,
    int maxLoadedBytes,
    int maxPageBytes,
    Duration perResource,
    Duration total,
    int connections) {

  /**
   * 1,000 resources, 6 steps deep, of 16 MiB each and 32 MiB together, 10 s each and 30 s together,
   * 6 at once; 8 MiB of HTML; a snapshot of 64 MiB.
   */
  public static final SnapshotLimits STANDARD =
      new SnapshotLimits(
          1000,
          6,
          8 << 20,
          16 << 20,
          32 << 20,
          64 << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          6);

  /** Returns how many references are looked at, of which most are to the same resources. */
  int maxReferences() {
    return Math.min(maxResources, Integer.MAX_VALUE / 20) * 20;
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public SnapshotLimits {
    requirePositive("maxResources", maxResources);
    requirePositive("maxDepth", maxDepth);
    requirePositive("maxDocumentBytes", maxDocumentBytes);
    requirePositive("maxResourceBytes", maxResourceBytes);
    requirePositive("maxLoadedBytes", maxLoadedBytes);
    requirePositive("maxPageBytes", maxPageBytes);
    requirePositive("perResource", perResource.toMillis());
    requirePositive("total", total.toMillis());
    requirePositive("connections", connections);
  }

  private static void requirePositive(String name, long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(name + " must be positive, not " + limit);
    }
  }
}
