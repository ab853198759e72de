package org.anonproxy.transport;

import static org.anonproxy.transport.BaseMode.BLOCK_BYTES;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Sends one page to one peer: the server's end of a base-mode conversation, from the SYN|ACK on.
 *
 * <pre>
 *   SYN_RECEIVED --third packet--> ESTABLISHED --last block sent--> FIN_WAIT
 *        |                              |                              |
 *        | never proven                 | peer silent                  | answered, or never
 *        v                              v                              v
 *      CLOSED  &lt;---------3 s--------- TOMBSTONE &lt;------------------------
 * </pre>
 *
 * <p>It is strict in what it sends and generous in what it accepts: the rules for naive peers stand
 * at {@link Acknowledgment}. SYNs and third packets of <em>another</em> conversation from the same
 * address are not its business; it reports them as {@link Disposition#OTHER_SYN} or {@link
 * Disposition#STALE} and goes on.
 *
 * <p>Buffers: it takes a reference to the page and releases it when the conversation ends.
 */
public final class PageSender implements Connection {
  /** Names the states of a sender; the diagram stands at {@link PageSender}. */
  public enum State {
    /** The SYN|ACK is out; the peer's return path is not proven. */
    SYN_RECEIVED,
    /** A block that is not the last is outstanding. */
    ESTABLISHED,
    /** The last block is outstanding. */
    FIN_WAIT,
    /** The conversation is over; its packets may still be on their way. */
    TOMBSTONE,
    /** Nothing is left to wait for. */
    CLOSED
  }

  /** An unvalidated peer never receives more than this many times the bytes that it sent. */
  private static final int AMPLIFICATION_LIMIT = 3;

  private static final long TOMBSTONE_NANOS = 3_000_000_000L;

  private final ByteBuf page;
  private final int pageBytes;
  private final int iss;
  private final int irs;
  private final RetransmissionTimer timer;

  private State state;
  private @Nullable CloseReason closeReason;
  private boolean establishedUnreported;
  private boolean closedUnreported;
  private boolean transmissionPending;

  /** What the peer, while unvalidated, may still be sent without having sent more itself. */
  private long unvalidatedCreditBytes;

  /** Offset of the outstanding block; all before it is acknowledged. */
  private int offset;

  private int blockLength;

  /** The acknowledgment number of the outstanding block: RCV.NXT as this end counts it. */
  private int rcvNxt;

  private int retransmissions;

  private PageSender(RetransmissionPolicy policy, ByteBuf page, int iss, int irs, State state) {
    this.page = page;
    this.pageBytes = page.readableBytes();
    this.iss = iss;
    this.irs = irs;
    this.state = state;
    this.timer = new RetransmissionTimer(policy);
  }

  /**
   * Answers a SYN.
   *
   * @param page taken; the bytes between its indices are sent
   * @param synBytes the size of the SYN's datagram, which bounds what the unproven peer is sent
   */
  public static PageSender afterSyn(
      long nowNanos, RetransmissionPolicy policy, ByteBuf page, int iss, int irs, int synBytes) {
    PageSender sender = new PageSender(policy, page, iss, irs, State.SYN_RECEIVED);
    sender.unvalidatedCreditBytes = AMPLIFICATION_LIMIT * (long) synBytes;
    sender.timer.start(nowNanos);
    sender.transmissionPending = true;
    return sender;
  }

  /**
   * Takes up a conversation at its third packet, whose numbers have been checked to be genuine.
   *
   * @param page taken; the bytes between its indices are sent
   */
  public static PageSender afterThirdPacket(
      long nowNanos, RetransmissionPolicy policy, ByteBuf page, int iss, int irs) {
    PageSender sender = new PageSender(policy, page, iss, irs, State.SYN_RECEIVED);
    sender.establish(nowNanos);
    return sender;
  }

  @Override
  public Disposition receive(long nowNanos, ByteBuf datagram) {
    if (!PacketHeader.isWellFormed(datagram)) {
      return Disposition.MALFORMED;
    }
    int flags = PacketHeader.flags(datagram);
    int sequenceNumber = PacketHeader.sequenceNumber(datagram);
    if (flags == Flags.SYN) {
      return onSyn(sequenceNumber, datagram.readableBytes());
    }
    if (!Flags.has(flags, Flags.ACK) || Flags.has(flags, Flags.SYN)) {
      return Disposition.UNEXPECTED;
    }
    int acknowledgmentNumber = PacketHeader.acknowledgmentNumber(datagram);
    return switch (state) {
      case SYN_RECEIVED -> onThirdPacket(nowNanos, sequenceNumber, acknowledgmentNumber);
      case ESTABLISHED, FIN_WAIT ->
          onAcknowledgment(nowNanos, sequenceNumber, acknowledgmentNumber, flags);
      case TOMBSTONE, CLOSED -> Disposition.STALE;
    };
  }

  private Disposition onSyn(int sequenceNumber, int datagramBytes) {
    if (sequenceNumber != irs) {
      return Disposition.OTHER_SYN;
    }
    if (state == State.SYN_RECEIVED) {
      unvalidatedCreditBytes += AMPLIFICATION_LIMIT * (long) datagramBytes;
      timer.spoilSample();
      transmissionPending = true;
    }
    return Disposition.DUPLICATE;
  }

  private Disposition onThirdPacket(long nowNanos, int sequenceNumber, int acknowledgmentNumber) {
    boolean regular = acknowledgmentNumber == iss + 1;
    boolean swapped = sequenceNumber == iss + 1 && acknowledgmentNumber == irs + 1;
    if (!regular && !swapped) {
      return Disposition.STALE;
    }
    timer.answered(nowNanos);
    if (timer.hasRepeated()) {
      timer.distrustInitialRto();
    }
    establish(nowNanos);
    return Disposition.ACCEPTED;
  }

  private void establish(long nowNanos) {
    establishedUnreported = true;
    rcvNxt = irs + 2;
    sendBlock(nowNanos);
  }

  private void sendBlock(long nowNanos) {
    blockLength = Math.min(BLOCK_BYTES, pageBytes - offset);
    state = offset + blockLength == pageBytes ? State.FIN_WAIT : State.ESTABLISHED;
    timer.start(nowNanos);
    transmissionPending = true;
  }

  private Disposition onAcknowledgment(
      long nowNanos, int sequenceNumber, int acknowledgmentNumber, int flags) {
    int acknowledgedBytes =
        Acknowledgment.acknowledgedBytes(
            sndUna(), blockLength, acknowledgmentNumber, sequenceNumber == rcvNxt, flags);
    if (acknowledgedBytes == Acknowledgment.NOTHING) {
      return Disposition.STALE;
    }
    progress(nowNanos, acknowledgedBytes);
    return Disposition.ACCEPTED;
  }

  private void progress(long nowNanos, int acknowledgedBytes) {
    timer.answered(nowNanos);
    offset += acknowledgedBytes;
    rcvNxt++;
    if (offset == pageBytes) {
      bury(nowNanos, CloseReason.COMPLETED);
    } else {
      sendBlock(nowNanos);
    }
  }

  @Override
  public void timeout(long nowNanos) {
    if (!hasDeadline() || !timer.isDue(nowNanos)) {
      return;
    }
    if (state == State.TOMBSTONE) {
      state = State.CLOSED;
    } else if (timer.mayRepeat() && isWithinAmplificationLimit()) {
      timer.repeat(nowNanos);
      retransmissions++;
      transmissionPending = true;
    } else {
      giveUp(nowNanos);
    }
  }

  private void giveUp(long nowNanos) {
    switch (state) {
      // A late third packet is recognised by its numbers, so nothing need be remembered.
      case SYN_RECEIVED -> end(State.CLOSED, CloseReason.HANDSHAKE_TIMEOUT);
      case ESTABLISHED -> bury(nowNanos, CloseReason.PEER_SILENT);
      case FIN_WAIT -> bury(nowNanos, CloseReason.UNCONFIRMED);
      case TOMBSTONE, CLOSED -> throw new IllegalStateException("gave up twice: " + state);
    }
  }

  private void bury(long nowNanos, CloseReason reason) {
    timer.await(nowNanos, TOMBSTONE_NANOS);
    end(State.TOMBSTONE, reason);
  }

  private void end(State last, CloseReason reason) {
    state = last;
    closeReason = reason;
    closedUnreported = true;
    transmissionPending = false;
    page.release();
  }

  @Override
  public void abort(CloseReason reason) {
    if (closeReason == null) {
      end(State.CLOSED, reason);
    } else {
      state = State.CLOSED;
    }
  }

  @Override
  public @Nullable TransportEvent pollEvent() {
    if (establishedUnreported) {
      establishedUnreported = false;
      return TransportEvent.Established.INSTANCE;
    }
    CloseReason reason = closeReason;
    if (reason != null && closedUnreported) {
      closedUnreported = false;
      return new TransportEvent.Closed(reason);
    }
    return null;
  }

  @Override
  public @Nullable ByteBuf pollDatagram(long nowNanos, ByteBufAllocator allocator) {
    if (!transmissionPending) {
      return null;
    }
    transmissionPending = false;
    if (state == State.SYN_RECEIVED) {
      unvalidatedCreditBytes -= PacketHeader.LENGTH_BYTES;
      return BaseMode.bareDatagram(allocator, iss, irs + 1, Flags.SYN_ACK);
    }
    return block(allocator);
  }

  /**
   * Copies the block behind its header. A composite of header and slice would spare the 512-byte
   * copy, but costs an object per packet, and NIO flattens composites anyway. It is the page that
   * is asked to copy: a pooled buffer that takes bytes in makes four NIO buffers for it.
   */
  private ByteBuf block(ByteBufAllocator allocator) {
    int datagramBytes = PacketHeader.LENGTH_BYTES + blockLength;
    ByteBuf datagram = allocator.directBuffer(datagramBytes, datagramBytes);
    int flags = state == State.FIN_WAIT ? Flags.FIN : Flags.ACK;
    PacketHeader.write(datagram, sndUna(), rcvNxt, flags);
    page.getBytes(page.readerIndex() + offset, datagram, blockLength);
    return datagram;
  }

  private boolean isWithinAmplificationLimit() {
    return state != State.SYN_RECEIVED || unvalidatedCreditBytes >= PacketHeader.LENGTH_BYTES;
  }

  private int sndUna() {
    return iss + 1 + offset;
  }

  @Override
  public boolean hasDeadline() {
    return state != State.CLOSED;
  }

  @Override
  public long deadlineNanos() {
    return timer.deadlineNanos();
  }

  /** Returns the current state. */
  public State state() {
    return state;
  }

  /** Tells whether the conversation is over, its tombstone perhaps still standing. */
  public boolean isOver() {
    return closeReason != null;
  }

  /** Returns the initial sequence number of the peer, which tells its conversations apart. */
  public int irs() {
    return irs;
  }

  /** Returns how many bytes of the page the peer has acknowledged. */
  public int acknowledgedBytes() {
    return offset;
  }

  /** Returns the length of the page in bytes. */
  public int pageBytes() {
    return pageBytes;
  }

  /** Tells whether a round trip has been measured, so that {@link #srttNanos} means anything. */
  public boolean hasRttSample() {
    return timer.rtt().hasSample();
  }

  /** Returns SRTT, the smoothed round-trip time (RFC 6298, section 2). */
  public long srttNanos() {
    return timer.rtt().srttNanos();
  }

  /** Returns how many packets were repeated because their timer expired. */
  public int retransmissions() {
    return retransmissions;
  }
}
