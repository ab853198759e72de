package org.anonproxy.client.load;

import org.HdrHistogram.AbstractHistogram;

/**
 * Sums up a short stretch of a load test.
 *
 * @param phase which part of the test it belongs to, as a whole
 * @param startSeconds when it began, since the test did
 * @param seconds how long it is
 * @param transfers how many transfers succeeded
 * @param failures how many failed that had started
 * @param blocks how many data packets arrived
 * @param deliveredBytes their page bytes
 * @param retransmittedDatagrams how many datagrams were repeated
 * @param wireDatagrams how many there were
 * @param transferNanos how long the transfers took that ended; to be read only
 * @param activeClients how many clients had a transfer at its end
 * @param waitingStarts how many starts waited for a client at its end
 */
public record Interval(
    TestPhase phase,
    double startSeconds,
    double seconds,
    long transfers,
    long failures,
    long blocks,
    long deliveredBytes,
    long retransmittedDatagrams,
    long wireDatagrams,
    AbstractHistogram transferNanos,
    int activeClients,
    long waitingStarts) {
  /** Below this, what happened is no rate: one datagram more or less would make a peak of it. */
  private static final double MIN_SECONDS_OF_A_RATE = 0.05;

  /** Tells whether it is long enough for what happened in it to be a rate. */
  public boolean isLongEnoughForRates() {
    return seconds >= MIN_SECONDS_OF_A_RATE;
  }

  /** Returns the median transfer, 0 if none ended. */
  public long p50Nanos() {
    return transferNanos.getValueAtPercentile(50);
  }

  /** Returns the 99th percentile, 0 if no transfer ended. */
  public long p99Nanos() {
    return transferNanos.getValueAtPercentile(99);
  }

  /** Merges this interval with the one that follows it, of the same phase. */
  Interval then(Interval next) {
    AbstractHistogram together = transferNanos.copy();
    together.add(next.transferNanos);
    return new Interval(
        phase,
        startSeconds,
        seconds + next.seconds,
        transfers + next.transfers,
        failures + next.failures,
        blocks + next.blocks,
        deliveredBytes + next.deliveredBytes,
        retransmittedDatagrams + next.retransmittedDatagrams,
        wireDatagrams + next.wireDatagrams,
        together,
        next.activeClients,
        next.waitingStarts);
  }
}
