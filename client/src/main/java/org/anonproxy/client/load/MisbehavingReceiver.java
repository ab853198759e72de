package org.anonproxy.client.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Makes a bad client of a good one: sends its packets late, or never answers the last block.
 *
 * <p>Buffers: holds what is to be sent late; whoever gives the connection up early calls {@link
 * #abort}, which releases it.
 */
final class MisbehavingReceiver implements Connection {
  private final PageReceiver receiver;
  private final long lateNanos;
  private final boolean withholdsFinalAck;
  private final Queue<Late> late = new ArrayDeque<>(2);

  private record Late(long dueNanos, ByteBuf datagram) {}

  MisbehavingReceiver(PageReceiver receiver, long lateNanos, boolean withholdsFinalAck) {
    this.receiver = receiver;
    this.lateNanos = lateNanos;
    this.withholdsFinalAck = withholdsFinalAck;
  }

  @Override
  public Disposition receive(long nowNanos, ByteBuf datagram) {
    return receiver.receive(nowNanos, datagram);
  }

  @Override
  public void timeout(long nowNanos) {
    receiver.timeout(nowNanos);
  }

  @Override
  public void abort(CloseReason reason) {
    receiver.abort(reason);
    for (Late held = late.poll(); held != null; held = late.poll()) {
      held.datagram().release();
    }
  }

  @Override
  public @Nullable TransportEvent pollEvent() {
    return receiver.pollEvent();
  }

  @Override
  public @Nullable ByteBuf pollDatagram(long nowNanos, ByteBufAllocator allocator) {
    for (ByteBuf fresh = receiver.pollDatagram(nowNanos, allocator);
        fresh != null;
        fresh = receiver.pollDatagram(nowNanos, allocator)) {
      if (withholdsFinalAck && PacketHeader.flags(fresh) == Flags.FIN_ACK) {
        fresh.release();
      } else {
        late.add(new Late(nowNanos + lateNanos, fresh));
      }
    }
    Late head = late.peek();
    if (head == null || head.dueNanos() - nowNanos > 0) {
      return null;
    }
    late.remove();
    return head.datagram();
  }

  @Override
  public boolean hasDeadline() {
    return receiver.hasDeadline() || !late.isEmpty();
  }

  @Override
  public long deadlineNanos() {
    Late head = late.peek();
    if (head == null) {
      return receiver.deadlineNanos();
    }
    boolean receiverFirst =
        receiver.hasDeadline() && receiver.deadlineNanos() - head.dueNanos() < 0;
    return receiverFirst ? receiver.deadlineNanos() : head.dueNanos();
  }
}
