package org.anonproxy.client.load;

import io.netty.buffer.ByteBuf;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.netty.DrivenConnection;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;

/**
 * Measures one transfer of one client, from the moment it was meant to start.
 *
 * <p>Thread: its loop's.
 */
final class Transfer extends DrivenConnection {
  private static final int NEVER = -1;

  private final LoadLoop loop;
  private final SimulatedClient client;
  private final ClientPort port;
  private final long intendedNanos;
  private final PageReceiver receiver;
  private final Connection connection;
  private final ContentDigest digest;
  private final long corruptedBefore;
  private final boolean withholdsFinalAck;
  private final int vanishAfterBlocks;
  private final boolean recordsLatency;

  private ClientState state = ClientState.CONNECTING;
  private long unmeasuredBytes;
  private int blocks;
  private boolean settled;
  private boolean leavesServerWaiting;
  private boolean over;

  Transfer(LoadLoop loop, SimulatedClient client, ClientPort port, long intendedNanos) {
    this.loop = loop;
    this.client = client;
    this.port = port;
    this.intendedNanos = intendedNanos;
    receiver = loop.newReceiver();
    Chance chance = loop.chance();
    chance.next();
    withholdsFinalAck = chance.withholdsFinalAck();
    connection =
        client.isSlow() || withholdsFinalAck
            ? new MisbehavingReceiver(receiver, loop.latenessNanos(client), withholdsFinalAck)
            : receiver;
    vanishAfterBlocks =
        chance.vanishes() ? chance.blocksBeforeVanishing(loop.reference().blocks()) : NEVER;
    digest = loop.newDigest();
    corruptedBefore = port.corruptedDatagrams();
    recordsLatency = !client.isSlow() || !loop.plan().misbehaviour().leavesSomePrompt();
    loop.tally().start();
    loop.move(ClientState.IDLE, state);
  }

  /** Returns how much of the page has arrived. */
  long receivedBytes() {
    return receiver.receivedBytes();
  }

  /** Leaves out of the bill what arrived before the measurement began. */
  void beginMeasuring() {
    unmeasuredBytes = receivedBytes();
  }

  private long measuredBytes() {
    return receivedBytes() - unmeasuredBytes;
  }

  @Override
  protected Connection connection() {
    return connection;
  }

  @Override
  protected Object address(ByteBuf datagram) {
    if (vanishAfterBlocks == 0 && PacketHeader.flags(datagram) == Flags.ACK && !settled) {
      // The third packet goes out with this, so that the server has a session and begins to send.
      vanish();
    }
    return datagram;
  }

  @Override
  protected void onEvent(TransportEvent event) {
    if (event instanceof TransportEvent.Data data) {
      onData(data.bytes());
    } else if (event instanceof TransportEvent.Established) {
      onEstablished();
    } else if (event instanceof TransportEvent.Finished) {
      onFinished();
    } else if (event instanceof TransportEvent.Closed closed) {
      onClosed(closed.reason());
    }
  }

  private void onEstablished() {
    record(Phase.HANDSHAKE);
    become(ClientState.RECEIVING);
  }

  private void onData(ByteBuf bytes) {
    try {
      int length = bytes.readableBytes();
      if (blocks++ == 0) {
        record(Phase.FIRST_BYTE);
      }
      unmeasuredBytes += port.countsArriving() ? 0 : length;
      loop.tally().deliver(length);
      client.deliver(length);
      if (loop.plan().conduct().verifies()) {
        digest.update(bytes);
      }
      if (blocks == vanishAfterBlocks && isMoreToCome()) {
        vanish();
      }
    } finally {
      bytes.release();
    }
  }

  /** Tells whether this was not the last block, after which there is nobody left to vanish. */
  private boolean isMoreToCome() {
    return receiver.state() == PageReceiver.State.ESTABLISHED;
  }

  private void vanish() {
    settle();
    loop.tally().abandon(measuredBytes());
    leavesServerWaiting = true;
    connection.abort(CloseReason.CANCELLED);
  }

  private void onFinished() {
    if (blocks == 0) {
      // The last block of an empty page carries nothing, so there was no data.
      loop.tally().deliver(0);
      record(Phase.FIRST_BYTE);
    }
    record(Phase.TRANSFER);
    leavesServerWaiting = withholdsFinalAck;
    loop.reference().learnLength(receivedBytes());
    become(ClientState.LINGERING);
    settle();
    if (loop.plan().conduct().verifies()) {
      boolean untouched = port.corruptedDatagrams() == corruptedBefore;
      loop.verdicts().judge(digest.value(), untouched, measuredBytes(), loop.tally());
    } else {
      loop.tally().complete(measuredBytes());
    }
  }

  private void settle() {
    settled = true;
    client.settled();
    if (!recordsLatency) {
      loop.tally().leaveOutOfLatencies();
    }
    loop.ended();
  }

  private void onClosed(CloseReason reason) {
    if (settled) {
      return;
    }
    settle();
    if (reason == CloseReason.SHUTDOWN) {
      onCutOff();
    } else {
      recordWait();
      loop.tally().fail(Failure.of(reason), measuredBytes());
    }
  }

  private void onCutOff() {
    recordWait();
    if (loop.isOverdue()) {
      loop.tally().fail(Failure.NEVER_FINISHED, measuredBytes());
    } else {
      loop.tally().leaveUnfinished(measuredBytes());
    }
  }

  /**
   * Records the wait so far for all that has not come: the least it would have been. Leaving it out
   * would embellish the rest.
   */
  private void recordWait() {
    if (state == ClientState.CONNECTING) {
      record(Phase.HANDSHAKE);
    }
    if (blocks == 0) {
      record(Phase.FIRST_BYTE);
    }
    record(Phase.TRANSFER);
  }

  private void record(Phase phase) {
    if (recordsLatency) {
      loop.record(phase, intendedNanos);
    }
  }

  private void become(ClientState next) {
    loop.move(state, next);
    state = next;
  }

  /** Ends the transfer because the test is at its end. */
  void cut() {
    connection.abort(CloseReason.SHUTDOWN);
    port.settle(this);
  }

  @Override
  protected void onOver() {
    if (!over) {
      over = true;
      become(ClientState.IDLE);
      port.end();
      client.over(leavesServerWaiting);
    }
  }
}
