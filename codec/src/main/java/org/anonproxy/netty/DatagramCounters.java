package org.anonproxy.netty;

import org.anonproxy.transport.Disposition;

/**
 * Counts the datagrams of one channel: what came, what went, and what became of it.
 *
 * <p>Thread: written on the channel's event loop only; who reads it elsewhere may be told an older
 * number.
 */
@SuppressWarnings("EnumOrdinal") // indexes a private array on the per-packet path
public final class DatagramCounters {
  private final long[] byDisposition = new long[Disposition.values().length];
  private long receivedDatagrams;
  private long receivedBytes;
  private long sentDatagrams;
  private long sentBytes;
  private long retransmittedDatagrams;
  private long retransmittedBytes;

  /** Creates counters that stand at zero. */
  DatagramCounters() {}

  void received(int bytes) {
    receivedDatagrams++;
    receivedBytes += bytes;
  }

  void sent(int bytes) {
    sentDatagrams++;
    sentBytes += bytes;
  }

  void retransmitted(int bytes) {
    retransmittedDatagrams++;
    retransmittedBytes += bytes;
  }

  void count(Disposition disposition) {
    byDisposition[disposition.ordinal()]++;
  }

  /** Returns the number of datagrams that arrived, malformed ones included. */
  public long receivedDatagrams() {
    return receivedDatagrams;
  }

  /** Returns the UDP payload bytes that arrived. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Returns the number of datagrams that were handed to the channel. */
  public long sentDatagrams() {
    return sentDatagrams;
  }

  /** Returns the UDP payload bytes that were handed to the channel. */
  public long sentBytes() {
    return sentBytes;
  }

  /** Returns how many of the sent datagrams were sent because a deadline had passed. */
  public long retransmittedDatagrams() {
    return retransmittedDatagrams;
  }

  /** Returns the UDP payload bytes of the {@link #retransmittedDatagrams}. */
  public long retransmittedBytes() {
    return retransmittedBytes;
  }

  /** Returns how many datagrams met with {@code disposition}. */
  public long of(Disposition disposition) {
    return byDisposition[disposition.ordinal()];
  }
}
