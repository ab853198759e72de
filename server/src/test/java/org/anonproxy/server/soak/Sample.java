package org.anonproxy.server.soak;

import org.anonproxy.server.hostile.ServerProcess;

/**
 * Holds what was seen of the server at a moment.
 *
 * @param liveBytes the heap after a full collection; 0 if none was made, because a server that is
 *     collected too often shows less memory than one that is left alone
 */
record Sample(double minute, long residentBytes, int descriptors, long liveBytes, long sessions) {
  private static final double MEGABYTE = 1e6;

  /** Looks, and then collects the server's garbage if it is time for that. */
  static Sample of(ServerProcess server, double minute, boolean collect) throws Exception {
    long residentBytes = server.residentBytes();
    int descriptors = server.openDescriptors();
    if (!collect) {
      return new Sample(minute, residentBytes, descriptors, 0, 0);
    }
    var live = server.liveObjects();
    return new Sample(minute, residentBytes, descriptors, live.totalBytes(), live.sessions());
  }

  boolean isCollected() {
    return liveBytes > 0;
  }

  String text() {
    String heap =
        isCollected()
            ? String.format(", heap %.2f MB after GC, %d sessions", liveBytes / MEGABYTE, sessions)
            : "";
    return String.format(
        "%6.2f min: RSS %.1f MB, %d descriptors%s",
        minute, residentBytes / MEGABYTE, descriptors, heap);
  }
}
