package org.anonproxy.client.load;

/**
 * Sums up what the simulated links did, in both directions.
 *
 * @param lostInbound datagrams that arrived at the socket and never at a client
 * @param lostOutbound datagrams that a client sent and that never reached the socket
 * @param duplicated datagrams that arrived twice
 * @param corrupted datagrams in which a bit was flipped
 * @param delayed datagrams that were held back by delay or jitter
 * @param reordered datagrams that a later one overtook
 */
public record ImpairedDatagrams(
    long lostInbound,
    long lostOutbound,
    long duplicated,
    long corrupted,
    long delayed,
    long reordered) {
  /** Nothing was done. */
  static final ImpairedDatagrams NONE = new ImpairedDatagrams(0, 0, 0, 0, 0, 0);

  /** Returns how many datagrams were lost in either direction. */
  public long lost() {
    return lostInbound + lostOutbound;
  }

  ImpairedDatagrams minus(ImpairedDatagrams other) {
    return new ImpairedDatagrams(
        lostInbound - other.lostInbound,
        lostOutbound - other.lostOutbound,
        duplicated - other.duplicated,
        corrupted - other.corrupted,
        delayed - other.delayed,
        reordered - other.reordered);
  }

  ImpairedDatagrams plus(ImpairedDatagrams other) {
    return new ImpairedDatagrams(
        lostInbound + other.lostInbound,
        lostOutbound + other.lostOutbound,
        duplicated + other.duplicated,
        corrupted + other.corrupted,
        delayed + other.delayed,
        reordered + other.reordered);
  }
}
