package org.anonproxy.client.load;

import java.util.Arrays;

/**
 * Counts what one loop, or all of them, did: plain numbers that one thread adds to at a time.
 *
 * <p>Bytes are UDP payload, so the protocol's 12-byte headers count and those of IP and UDP do not,
 * at the clients' end of the link, impaired or not: what a client sends counts even if it is lost
 * later, and what was lost on its way to a client does not. Each byte sent or received is in
 * exactly one of these: goodput, unsuccessful, headers, retransmitted, discarded. The first two are
 * counted when a transfer ends, the others when they happen.
 */
@SuppressWarnings("EnumOrdinal") // indexes a private array
public final class LoadTally {
  private final long[] failures = new long[Failure.values().length];
  private long started;
  private long transfers;
  private long abandoned;
  private long unfinished;
  private long slow;
  private long blocks;
  private long deliveredBytes;
  private long goodputBytes;
  private long unsuccessfulBytes;
  private long headerBytes;
  private long retransmittedDatagrams;
  private long retransmittedBytes;
  private long discardedDatagrams;
  private long discardedBytes;
  private long sentDatagrams;
  private long sentBytes;
  private long receivedDatagrams;
  private long receivedBytes;
  private long networkErrors;

  /** Creates a tally that stands at zero. */
  LoadTally() {}

  void start() {
    started++;
  }

  void complete(long pageBytes) {
    transfers++;
    goodputBytes += pageBytes;
  }

  void fail(Failure failure, long pageBytes) {
    failures[failure.ordinal()]++;
    unsuccessfulBytes += pageBytes;
  }

  /** Counts a transfer of a slow client, beside what else is counted about it. */
  void leaveOutOfLatencies() {
    slow++;
  }

  void abandon(long pageBytes) {
    abandoned++;
    unsuccessfulBytes += pageBytes;
  }

  void leaveUnfinished(long pageBytes) {
    unfinished++;
    unsuccessfulBytes += pageBytes;
  }

  void neverStart(long transfers) {
    started += transfers;
    failures[Failure.NEVER_STARTED.ordinal()] += transfers;
  }

  /** Counts transfers that still waited for a client when the test was interrupted. */
  void leaveWaiting(long transfers) {
    started += transfers;
    unfinished += transfers;
  }

  void deliver(long pageBytes) {
    blocks++;
    deliveredBytes += pageBytes;
  }

  void send(int bytes, boolean retransmission) {
    sentDatagrams++;
    sentBytes += bytes;
    if (retransmission) {
      retransmit(bytes);
    } else {
      headerBytes += bytes;
    }
  }

  void receive(int bytes) {
    receivedDatagrams++;
    receivedBytes += bytes;
  }

  void header(long bytes) {
    headerBytes += bytes;
  }

  void retransmit(int bytes) {
    retransmittedDatagrams++;
    retransmittedBytes += bytes;
  }

  void discard(int bytes) {
    discardedDatagrams++;
    discardedBytes += bytes;
  }

  void networkError() {
    networkErrors++;
  }

  void add(LoadTally other) {
    Arrays.setAll(failures, index -> failures[index] + other.failures[index]);
    started += other.started;
    transfers += other.transfers;
    abandoned += other.abandoned;
    unfinished += other.unfinished;
    slow += other.slow;
    blocks += other.blocks;
    deliveredBytes += other.deliveredBytes;
    goodputBytes += other.goodputBytes;
    unsuccessfulBytes += other.unsuccessfulBytes;
    headerBytes += other.headerBytes;
    retransmittedDatagrams += other.retransmittedDatagrams;
    retransmittedBytes += other.retransmittedBytes;
    discardedDatagrams += other.discardedDatagrams;
    discardedBytes += other.discardedBytes;
    sentDatagrams += other.sentDatagrams;
    sentBytes += other.sentBytes;
    receivedDatagrams += other.receivedDatagrams;
    receivedBytes += other.receivedBytes;
    networkErrors += other.networkErrors;
  }

  /**
   * Returns how many transfers began, or should have begun: those that succeeded, failed, were
   * abandoned, and were cut off.
   */
  public long started() {
    return started;
  }

  /** Returns how many transfers brought the whole, right page. */
  public long transfers() {
    return transfers;
  }

  /** Returns how many transfers failed. */
  public long failures() {
    return Arrays.stream(failures).sum();
  }

  /** Returns how many transfers failed for this reason. */
  public long failures(Failure reason) {
    return failures[reason.ordinal()];
  }

  /** Returns how many transfers a misbehaving client left on purpose. */
  public long abandoned() {
    return abandoned;
  }

  /** Returns how many transfers were cut off by the end of the test: no failures. */
  public long unfinished() {
    return unfinished;
  }

  /**
   * Returns how many of all transfers were a slow client's, whose latencies are left out beside
   * those of prompt clients.
   */
  public long slow() {
    return slow;
  }

  /** Returns how many data packets arrived in order and for the first time. */
  public long blocks() {
    return blocks;
  }

  /** Returns the page bytes of those blocks, whatever became of their transfers. */
  public long deliveredBytes() {
    return deliveredBytes;
  }

  /** Returns the page bytes of the transfers that succeeded. */
  public long goodputBytes() {
    return goodputBytes;
  }

  /** Returns the page bytes of the transfers that ended without success. */
  public long unsuccessfulBytes() {
    return unsuccessfulBytes;
  }

  /** Returns the bytes, other than page bytes, of packets sent or accepted for the first time. */
  public long headerBytes() {
    return headerBytes;
  }

  /** Returns how many datagrams the clients sent again, or got again. */
  public long retransmittedDatagrams() {
    return retransmittedDatagrams;
  }

  /** Returns the bytes of those, headers and all. */
  public long retransmittedBytes() {
    return retransmittedBytes;
  }

  /** Returns how many datagrams arrived that were of no use: stale, early, or malformed. */
  public long discardedDatagrams() {
    return discardedDatagrams;
  }

  /** Returns the bytes of those. */
  public long discardedBytes() {
    return discardedBytes;
  }

  /** Returns how many datagrams the clients sent. */
  public long sentDatagrams() {
    return sentDatagrams;
  }

  /** Returns the bytes of those. */
  public long sentBytes() {
    return sentBytes;
  }

  /** Returns how many datagrams arrived. */
  public long receivedDatagrams() {
    return receivedDatagrams;
  }

  /** Returns the bytes of those. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Returns how many datagrams went over the wire in either direction. */
  public long wireDatagrams() {
    return sentDatagrams + receivedDatagrams;
  }

  /** Returns how many bytes went over the wire in either direction. */
  public long wireBytes() {
    return sentBytes + receivedBytes;
  }

  /** Returns how often the network refused a datagram, as "port unreachable" does. */
  public long networkErrors() {
    return networkErrors;
  }

  /** Returns the share of datagrams that were repeated, 0 to 1. */
  public double retransmissionShare() {
    return wireDatagrams() == 0 ? 0 : (double) retransmittedDatagrams / wireDatagrams();
  }
}
