package org.anonproxy.client.load;

/**
 * Counts what the simulated links did to datagrams, for all ports of one event loop.
 *
 * <p>Thread: that event loop.
 */
final class ImpairmentCounters {
  private long lost;
  private long duplicated;
  private long corrupted;
  private long delayed;

  void count(ImpairedLink fate) {
    if (fate.isLost()) {
      lost++;
      return;
    }
    if (fate.isDuplicated()) {
      duplicated++;
    }
    if (fate.isCorrupted()) {
      corrupted++;
    }
    if (fate.heldNanos() > 0) {
      delayed++;
    }
  }

  ImpairedDatagrams snapshot() {
    return new ImpairedDatagrams(lost, duplicated, corrupted, delayed);
  }
}
