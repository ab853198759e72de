package org.anonproxy.client;

import java.time.Duration;

/**
 * Sums up a fetch that succeeded.
 *
 * @param bytes the length of the page
 * @param duration the time from the first packet to the page's last byte; storing is not included
 * @param retransmissions how many packets this end repeated because nothing came
 * @param duplicates how many packets arrived that had arrived before: repeated by the server, or by
 *     the network
 */
public record FetchResult(long bytes, Duration duration, int retransmissions, long duplicates) {
  /** Returns the throughput, the length of the page over the duration. */
  public double bytesPerSecond() {
    return bytes * 1e9 / Math.max(1, duration.toNanos());
  }
}
