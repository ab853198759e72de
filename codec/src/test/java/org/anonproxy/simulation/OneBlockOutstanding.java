package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.anonproxy.wire.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * Wants at most one block outstanding: a server sends a new block only after an acknowledgment for
 * all before it reached the server, and the same block again only when a timer fired, so that
 * duplicate acknowledgments multiply nothing (RFC 1123, section 4.2.3.1).
 *
 * <p>It reads what passes on the wire and asks no engine.
 */
final class OneBlockOutstanding extends Invariant {
  /** A server accepts acknowledgments that are off by so much. */
  private static final int TOLERANCE_BYTES = 16;

  private final Flow<Transfer> transfers = new Flow<>();
  private @Nullable Node firing;

  OneBlockOutstanding() {
    super("at most one block is outstanding");
  }

  /** Follows the blocks of one server to one client. */
  private static final class Transfer {
    /** The numbers that the SYN|ACKs so far promised for first blocks. */
    private final Set<Integer> firstNumbers = new HashSet<>(2);

    private boolean begun;
    private int first;

    /** The highest number acknowledged since the first block. */
    private int acknowledged;

    private int lastStart;

    /** Tells whether a block is the first of another transfer, or of the same one once more. */
    private boolean beginsWith(int start) {
      boolean repeated = begun && start == first && start == lastStart;
      return firstNumbers.contains(start) && !repeated;
    }

    private void begin(int start) {
      begun = true;
      first = start;
      acknowledged = start;
      lastStart = start - 1;
    }
  }

  @Override
  protected void timerFires(Node node) {
    firing = node;
  }

  @Override
  protected void afterEvent(Node node, SimulatedEndpoint endpoint) {
    firing = null;
  }

  @Override
  protected void sent(Node from, Node to, ByteBuf datagram) {
    if (!PacketHeader.isWellFormed(datagram)) {
      return;
    }
    int flags = PacketHeader.flags(datagram);
    if (flags == Flags.SYN_ACK) {
      transfer(from, to).firstNumbers.add(PacketHeader.sequenceNumber(datagram) + 1);
    } else if (flags == Flags.FIN || PacketHeader.payloadLength(datagram) > 0) {
      block(from, transfer(from, to), datagram);
    }
  }

  private void block(Node from, Transfer transfer, ByteBuf datagram) {
    int start = PacketHeader.sequenceNumber(datagram);
    if (transfer.beginsWith(start)) {
      transfer.begin(start);
    }
    int end = start + PacketHeader.payloadLength(datagram);
    int outstanding = Sequence.distance(transfer.acknowledged, end);
    if (!transfer.begun || outstanding > BaseMode.BLOCK_BYTES + TOLERANCE_BYTES) {
      throw broken(from + " has " + outstanding + " bytes outstanding");
    }
    if (start == transfer.lastStart && firing != from) {
      throw broken(from + " repeats " + Sequence.toUnsigned(start) + " though no timer fired");
    }
    transfer.lastStart = start;
  }

  @Override
  protected void delivered(Node from, Node to, ByteBuf datagram) {
    Transfer transfer = transfers.get(to, from);
    if (transfer == null || !transfer.begun || !PacketHeader.isWellFormed(datagram)) {
      return;
    }
    int number = PacketHeader.acknowledgmentNumber(datagram);
    int ahead = Sequence.distance(transfer.acknowledged, number);
    boolean isAck = Flags.has(PacketHeader.flags(datagram), Flags.ACK);
    if (isAck && ahead > 0 && ahead <= BaseMode.BLOCK_BYTES + TOLERANCE_BYTES) {
      transfer.acknowledged = number;
    }
  }

  private Transfer transfer(Node from, Node to) {
    Transfer transfer = transfers.get(from, to);
    if (transfer == null) {
      transfer = new Transfer();
      transfers.put(from, to, transfer);
    }
    return transfer;
  }
}
