package org.anonproxy.client.load;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one loop, or all of them, did: plain numbers that one thread adds to at a time.
 *
 * <p>Bytes are UDP payload, so the protocol's 12-byte headers count and those of IP and UDP do not,
 * at the tester's sockets: what the simulated link loses on the way out never gets there, and what
 * it loses on the way in does. Each byte sent or received is in exactly one of these: goodput,
 * unsuccessful, headers, retransmitted, discarded, lost inbound. The first two are counted when a
 * transfer ends, the others when they happen.
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
  private long lostInboundBytes;
  private long sentDatagrams;
  private long sentBytes;
  private long receivedDatagrams;
  private long receivedBytes;
  private long refusals;
  private long networkErrors;
  private @Nullable String networkError;

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

  /** Counts a datagram at the socket; one that came for the first time is awaited by its client. */
  void receive(int bytes, boolean retransmission) {
    receivedDatagrams++;
    receivedBytes += bytes;
    if (retransmission) {
      retransmit(bytes);
    } else {
      lostInboundBytes += bytes;
    }
  }

  /** Takes back that a packet was lost on its way in: a copy of it has reached its client. */
  void find(int bytes) {
    lostInboundBytes -= bytes;
  }

  void header(long bytes) {
    headerBytes += bytes;
  }

  private void retransmit(int bytes) {
    retransmittedDatagrams++;
    retransmittedBytes += bytes;
  }

  void discard(int bytes) {
    discardedDatagrams++;
    discardedBytes += bytes;
  }

  /** Takes back that a packet was of no use: its client took a later copy. */
  void undoDiscard(int bytes) {
    discardedDatagrams--;
    discardedBytes -= bytes;
  }

  /** Counts what the network, or this machine, said instead of carrying a datagram. */
  void networkError(IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (failure instanceof PortUnreachableException || reason.contains("refused")) {
      refusals++;
    } else {
      networkErrors++;
      networkError = reason;
    }
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
    lostInboundBytes += other.lostInboundBytes;
    sentDatagrams += other.sentDatagrams;
    sentBytes += other.sentBytes;
    receivedDatagrams += other.receivedDatagrams;
    receivedBytes += other.receivedBytes;
    refusals += other.refusals;
    networkErrors += other.networkErrors;
    networkError = other.networkError == null ? networkError : other.networkError;
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

  /** Returns how many datagrams were the repetition of one that had crossed the socket before. */
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

  /**
   * Returns the bytes of packets that the simulated link kept from their clients for good: they
   * arrived at the socket, and no copy of them got through.
   */
  public long lostInboundBytes() {
    return lostInboundBytes;
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

  /** Returns how often the server's machine said that nothing listens at the port. */
  public long refusals() {
    return refusals;
  }

  /** Returns how many datagrams could not be sent, or got another answer of the network. */
  public long networkErrors() {
    return networkErrors;
  }

  /** Returns why, of the last of those, {@code null} if there was none. */
  public @Nullable String networkError() {
    return networkError;
  }

  /** Returns the share of datagrams that were repeated, 0 to 1. */
  public double retransmissionShare() {
    return wireDatagrams() == 0 ? 0 : (double) retransmittedDatagrams / wireDatagrams();
  }
}
