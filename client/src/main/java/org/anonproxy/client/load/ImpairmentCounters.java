package org.anonproxy.client.load;

/**
 * Counts what the simulated links did to datagrams, for all ports of one event loop.
 *
 * <p>Thread: that event loop.
 */
final class ImpairmentCounters {
  private long lostInbound;
  private long lostOutbound;
  private long duplicated;
  private long corrupted;
  private long delayed;
  private long reordered;

  void count(ImpairedLink fate, boolean inbound) {
    if (fate.isLost()) {
      lostInbound += inbound ? 1 : 0;
      lostOutbound += inbound ? 0 : 1;
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

  /** Counts a datagram that another one has overtaken. */
  void reorder() {
    reordered++;
  }

  ImpairedDatagrams snapshot() {
    return new ImpairedDatagrams(
        lostInbound, lostOutbound, duplicated, corrupted, delayed, reordered);
  }
}
