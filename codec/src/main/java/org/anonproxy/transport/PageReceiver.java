package org.anonproxy.transport;

import static org.anonproxy.transport.BaseMode.BLOCK_BYTES;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.anonproxy.wire.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * Receives one page from one peer: the client's end of a base-mode conversation.
 *
 * <pre>
 *   SYN_SENT --SYN|ACK--> ESTABLISHED_WAIT --first data--> ESTABLISHED --FIN--> LINGER
 *      |                         |                              |                 |
 *      +---- never answered -----+------- server silent --------+--- one RTO -----+--> CLOSED
 * </pre>
 *
 * <p>A transfer that saw no loss skips LINGER. In ESTABLISHED the server does the repeating; this
 * end repeats nothing but its answer to a duplicate. It takes a server for dead that has been
 * silent for as long as one with the same {@link RetransmissionPolicy} may take over one packet; a
 * server that repeats its block lives, but not for ever.
 *
 * <p>Buffers: data events hold retained slices of the received datagrams.
 */
public final class PageReceiver implements Connection {
  /** Names the states of a receiver; the diagram stands at {@link PageReceiver}. */
  public enum State {
    /** The SYN is out. */
    SYN_SENT,
    /** The third packet is out; no data has come. */
    ESTABLISHED_WAIT,
    /** Data is coming. */
    ESTABLISHED,
    /** The page is complete; the last answer may have been lost. */
    LINGER,
    /** Nothing is left to wait for. */
    CLOSED
  }

  private final RetransmissionPolicy policy;
  private final Linger linger;
  private final int iss;
  private final RetransmissionTimer timer;
  private final Queue<TransportEvent> events = new ArrayDeque<>(4);

  private State state = State.SYN_SENT;
  private int irs;
  private int rcvNxt;
  private int blocks;
  private long receivedBytes;

  /** How far RCV.NXT lies beyond the first number of data; may exceed 32 bits. */
  private long spanBytes;

  private long progressNanos;
  private boolean sawLoss;
  private int lingerAnswers;
  private int retransmissions;

  private boolean transmissionPending = true;
  private int pendingSequenceNumber;
  private int pendingAcknowledgmentNumber;
  private int pendingFlags = Flags.SYN;

  /**
   * Opens a conversation; its SYN waits to be polled.
   *
   * @param iss this end's initial sequence number, unpredictable to strangers
   */
  public PageReceiver(long nowNanos, RetransmissionPolicy policy, Linger linger, int iss) {
    this.policy = policy;
    this.linger = linger;
    this.iss = iss;
    this.pendingSequenceNumber = iss;
    this.timer = new RetransmissionTimer(policy);
    timer.start(nowNanos);
  }

  @Override
  public Disposition receive(long nowNanos, ByteBuf datagram) {
    if (!PacketHeader.isWellFormed(datagram)) {
      return Disposition.MALFORMED;
    }
    int flags = PacketHeader.flags(datagram);
    if (flags == Flags.SYN) {
      return Disposition.UNEXPECTED;
    }
    if (flags == Flags.SYN_ACK) {
      return onSynAck(nowNanos, datagram);
    }
    return switch (state) {
      case SYN_SENT -> Disposition.UNEXPECTED;
      case ESTABLISHED_WAIT, ESTABLISHED -> onData(nowNanos, datagram, flags);
      case LINGER -> onDataAfterEnd(datagram, flags);
      case CLOSED -> Disposition.STALE;
    };
  }

  private Disposition onSynAck(long nowNanos, ByteBuf datagram) {
    int sequenceNumber = PacketHeader.sequenceNumber(datagram);
    boolean mine = PacketHeader.acknowledgmentNumber(datagram) == iss + 1;
    if (!mine) {
      return Disposition.STALE;
    }
    if (state == State.SYN_SENT) {
      timer.answered(nowNanos);
      irs = sequenceNumber;
      rcvNxt = irs + 1;
      state = State.ESTABLISHED_WAIT;
      events.add(TransportEvent.Established.INSTANCE);
      timer.start(nowNanos);
      answer(iss + 1, rcvNxt, Flags.ACK);
      return Disposition.ACCEPTED;
    }
    if (sequenceNumber != irs) {
      return Disposition.STALE;
    }
    if (state == State.ESTABLISHED_WAIT) {
      sawLoss = true;
      timer.spoilSample();
      transmissionPending = true;
    }
    return Disposition.DUPLICATE;
  }

  private Disposition onData(long nowNanos, ByteBuf datagram, int flags) {
    int length = PacketHeader.payloadLength(datagram);
    boolean last = Flags.has(flags, Flags.FIN);
    if (!isBlock(length, last)) {
      return Disposition.UNEXPECTED;
    }
    int ahead = Sequence.distance(rcvNxt, PacketHeader.sequenceNumber(datagram));
    if (ahead == 0 || (ahead == 1 && blocks < 2)) {
      accept(nowNanos, datagram, length, last);
      return Disposition.ACCEPTED;
    }
    if (ahead > 0) {
      return Disposition.FUTURE;
    }
    // Only the last block carries F, so an old packet with it is none of this transfer's.
    if (last || !isRepeated(datagram, length)) {
      return Disposition.STALE;
    }
    sawLoss = true;
    awaitNextBlock(nowNanos);
    answerTo(datagram, length, Flags.ACK);
    return Disposition.DUPLICATE;
  }

  private static boolean isBlock(int length, boolean last) {
    return length <= BLOCK_BYTES && (length > 0 || last);
  }

  /** Tells whether all of a block, which may be an empty last one, has been received before. */
  private boolean isRepeated(ByteBuf datagram, int length) {
    int behind = Sequence.distance(PacketHeader.sequenceNumber(datagram), rcvNxt);
    return behind >= length && behind <= spanBytes;
  }

  /**
   * Waits for one silence budget. The repetitions of a block may use up one, and those of the next
   * another; a peer that repeats itself beyond two does not take in the answers.
   */
  private void awaitNextBlock(long nowNanos) {
    long budgetNanos = policy.silenceBudgetNanos();
    long withoutProgressNanos = nowNanos - progressNanos;
    timer.await(nowNanos, Math.min(budgetNanos, 2 * budgetNanos - withoutProgressNanos));
  }

  /**
   * Takes in the next block. Servers written after other editions of the published trace start one
   * number later, at the first or at the second block; their numbering is adopted.
   */
  private void accept(long nowNanos, ByteBuf datagram, int length, boolean last) {
    int sequenceNumber = PacketHeader.sequenceNumber(datagram);
    if (blocks == 0) {
      timer.answered(nowNanos);
    }
    blocks++;
    receivedBytes += length;
    spanBytes += Sequence.distance(rcvNxt, sequenceNumber) + length;
    rcvNxt = sequenceNumber + length;
    progressNanos = nowNanos;
    if (length > 0) {
      int start = datagram.readerIndex() + PacketHeader.LENGTH_BYTES;
      events.add(new TransportEvent.Data(datagram.retainedSlice(start, length)));
    }
    answerTo(datagram, length, last ? Flags.FIN_ACK : Flags.ACK);
    if (last) {
      finish(nowNanos);
    } else {
      state = State.ESTABLISHED;
      awaitNextBlock(nowNanos);
    }
  }

  private void finish(long nowNanos) {
    events.add(TransportEvent.Finished.INSTANCE);
    long lingerNanos = linger.durationNanos(sawLoss, timer.rtoNanos());
    if (lingerNanos == 0) {
      close(CloseReason.COMPLETED);
    } else {
      state = State.LINGER;
      timer.await(nowNanos, lingerNanos);
    }
  }

  /** Gives a repeated block the identical answer again; the first answer may have been lost. */
  private Disposition onDataAfterEnd(ByteBuf datagram, int flags) {
    int length = PacketHeader.payloadLength(datagram);
    boolean last = Flags.has(flags, Flags.FIN);
    if (!isBlock(length, last)) {
      return Disposition.UNEXPECTED;
    }
    boolean endsThePage = PacketHeader.sequenceNumber(datagram) + length == rcvNxt;
    if (!isRepeated(datagram, length) || (last && !endsThePage)) {
      return Disposition.STALE;
    }
    if (lingerAnswers < policy.maxRetransmissions()) {
      lingerAnswers++;
      answerTo(datagram, length, last ? Flags.FIN_ACK : Flags.ACK);
    }
    return Disposition.DUPLICATE;
  }

  private void answerTo(ByteBuf datagram, int length, int flags) {
    answer(
        PacketHeader.acknowledgmentNumber(datagram),
        PacketHeader.sequenceNumber(datagram) + length,
        flags);
  }

  private void answer(int sequenceNumber, int acknowledgmentNumber, int flags) {
    pendingSequenceNumber = sequenceNumber;
    pendingAcknowledgmentNumber = acknowledgmentNumber;
    pendingFlags = flags;
    transmissionPending = true;
  }

  @Override
  public void timeout(long nowNanos) {
    if (!hasDeadline() || !timer.isDue(nowNanos)) {
      return;
    }
    switch (state) {
      case SYN_SENT, ESTABLISHED_WAIT -> repeatOrGiveUp(nowNanos);
      case ESTABLISHED -> close(CloseReason.PEER_SILENT);
      case LINGER -> close(CloseReason.COMPLETED);
      case CLOSED -> throw new IllegalStateException("a closed conversation has no deadline");
    }
  }

  private void repeatOrGiveUp(long nowNanos) {
    if (timer.mayRepeat()) {
      timer.repeat(nowNanos);
      sawLoss = true;
      retransmissions++;
      transmissionPending = true;
    } else {
      close(state == State.SYN_SENT ? CloseReason.HANDSHAKE_TIMEOUT : CloseReason.PEER_SILENT);
    }
  }

  @Override
  public void abort(CloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    // A finished page lost nothing by the end of its lingering.
    CloseReason effective = state == State.LINGER ? CloseReason.COMPLETED : reason;
    transmissionPending = false;
    close(effective);
  }

  private void close(CloseReason reason) {
    state = State.CLOSED;
    events.add(new TransportEvent.Closed(reason));
  }

  @Override
  public @Nullable TransportEvent pollEvent() {
    return events.poll();
  }

  @Override
  public @Nullable ByteBuf pollDatagram(long nowNanos, ByteBufAllocator allocator) {
    if (!transmissionPending) {
      return null;
    }
    transmissionPending = false;
    return BaseMode.bareDatagram(
        allocator, pendingSequenceNumber, pendingAcknowledgmentNumber, pendingFlags);
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

  /** Returns how many bytes of the page have arrived. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Returns how many packets this end repeated because their timer expired. */
  public int retransmissions() {
    return retransmissions;
  }
}
