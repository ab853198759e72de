package org.anonproxy.client.load;

/**
 * Sums up what the simulated links did, in both directions.
 *
 * @param lost datagrams that never arrived
 * @param duplicated datagrams that arrived twice
 * @param corrupted datagrams in which a bit was flipped
 * @param delayed datagrams that were held back, by delay, jitter or reordering
 */
public record ImpairedDatagrams(long lost, long duplicated, long corrupted, long delayed) {
  /** Nothing was done. */
  static final ImpairedDatagrams NONE = new ImpairedDatagrams(0, 0, 0, 0);

  ImpairedDatagrams minus(ImpairedDatagrams other) {
    return new ImpairedDatagrams(
        lost - other.lost,
        duplicated - other.duplicated,
        corrupted - other.corrupted,
        delayed - other.delayed);
  }

  ImpairedDatagrams plus(ImpairedDatagrams other) {
    return new ImpairedDatagrams(
        lost + other.lost,
        duplicated + other.duplicated,
        corrupted + other.corrupted,
        delayed + other.delayed);
  }
}
