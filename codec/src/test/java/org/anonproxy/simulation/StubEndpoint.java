package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.anonproxy.transport.BaseMode;

/** Does nothing right: tests override what it is to do wrong. */
class StubEndpoint implements SimulatedEndpoint {
  final Queue<Function<ByteBufAllocator, ByteBuf>> outbox = new ArrayDeque<>();
  private final Node peer;

  StubEndpoint(Node peer) {
    this.peer = peer;
  }

  /** Sends a packet without payload at the next opportunity. */
  final void send(int sequenceNumber, int acknowledgmentNumber, int flags) {
    outbox.add(
        allocator -> BaseMode.bareDatagram(allocator, sequenceNumber, acknowledgmentNumber, flags));
  }

  /** Sends a packet with a payload of zeros at the next opportunity. */
  final void send(int sequenceNumber, int acknowledgmentNumber, int flags, int payloadBytes) {
    outbox.add(
        allocator ->
            allocator
                .buffer(BaseMode.MAX_DATAGRAM_BYTES)
                .writeInt(sequenceNumber)
                .writeInt(acknowledgmentNumber)
                .writeInt(flags)
                .writeZero(payloadBytes));
  }

  @Override
  public void receive(long nowNanos, Node source, ByteBuf datagram) {}

  @Override
  public void timeout(long nowNanos) {}

  @Override
  public boolean hasDeadline() {
    return false;
  }

  @Override
  public long deadlineNanos() {
    return 0;
  }

  @Override
  public void drain(long nowNanos, ByteBufAllocator allocator, Outbox out) {
    for (Function<ByteBufAllocator, ByteBuf> next = outbox.poll();
        next != null;
        next = outbox.poll()) {
      out.send(peer, next.apply(allocator));
    }
  }

  @Override
  public List<? extends Conversation> conversations() {
    return List.of();
  }

  @Override
  public void die() {}
}
