package org.anonproxy.server.session;

import org.anonproxy.netty.DatagramCounters;

/**
 * Holds what passed through channels up to one moment; bytes are UDP payload.
 *
 * @param retransmitted what was sent because a timer had expired, part of {@code sent}
 */
public record DatagramTotals(Amount received, Amount sent, Amount retransmitted) {
  static final DatagramTotals NONE = new DatagramTotals(Amount.NONE, Amount.NONE, Amount.NONE);

  /** Counts datagrams and their bytes. */
  public record Amount(long datagrams, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    Amount plus(Amount other) {
      return new Amount(datagrams + other.datagrams, bytes + other.bytes);
    }
  }

  static DatagramTotals of(DatagramCounters counters) {
    return new DatagramTotals(
        new Amount(counters.receivedDatagrams(), counters.receivedBytes()),
        new Amount(counters.sentDatagrams(), counters.sentBytes()),
        new Amount(counters.retransmittedDatagrams(), counters.retransmittedBytes()));
  }

  DatagramTotals plus(DatagramTotals other) {
    return new DatagramTotals(
        received.plus(other.received),
        sent.plus(other.sent),
        retransmitted.plus(other.retransmitted));
  }
}
