package org.anonproxy.client.load;

/**
 * Sums up a short stretch of a load test.
 *
 * @param startSeconds when it began, since the test did
 * @param seconds how long it is
 * @param transfers how many transfers succeeded
 * @param failures how many failed
 * @param blocks how many data packets arrived
 * @param deliveredBytes their page bytes
 * @param retransmittedDatagrams how many datagrams were repeated
 * @param wireDatagrams how many there were
 * @param p50Nanos the median transfer, 0 if none ended
 * @param p99Nanos the 99th percentile; of a merged interval both are the higher ones
 * @param activeClients how many clients had a transfer at its end
 * @param waitingStarts how many starts waited for a client at its end
 */
public record Interval(
    double startSeconds,
    double seconds,
    long transfers,
    long failures,
    long blocks,
    long deliveredBytes,
    long retransmittedDatagrams,
    long wireDatagrams,
    long p50Nanos,
    long p99Nanos,
    int activeClients,
    long waitingStarts) {

  /** Merges this interval with the one that follows it. */
  Interval then(Interval next) {
    return new Interval(
        startSeconds,
        seconds + next.seconds,
        transfers + next.transfers,
        failures + next.failures,
        blocks + next.blocks,
        deliveredBytes + next.deliveredBytes,
        retransmittedDatagrams + next.retransmittedDatagrams,
        wireDatagrams + next.wireDatagrams,
        Math.max(p50Nanos, next.p50Nanos),
        Math.max(p99Nanos, next.p99Nanos),
        next.activeClients,
        next.waitingStarts);
  }
}
