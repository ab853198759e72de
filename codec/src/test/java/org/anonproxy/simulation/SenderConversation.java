package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.Flags;
import org.jspecify.annotations.Nullable;

/** Joins one {@link PageSender} to its peer, and to the handshake in its shadow. */
final class SenderConversation extends Conversation {
  private static final long TOMBSTONE_NANOS = 3_000_000_000L;

  final Node peer;
  final PageSender engine;
  private final long patienceNanos;
  private boolean shadowed;
  private boolean shadowPending;
  private int shadowIsn;
  private int shadowIss;

  SenderConversation(Node peer, PageSender engine, RetransmissionPolicy policy, long sinceNanos) {
    this.peer = peer;
    this.engine = engine;
    this.patienceNanos = Patience.nanos(policy);
    this.seenSinceNanos = sinceNanos;
  }

  /** Answers a SYN of the peer's next conversation, if that it is. */
  void shadow(int isn, int iss) {
    shadowed = true;
    shadowPending = true;
    shadowIsn = isn;
    shadowIss = iss;
  }

  boolean isShadowedBy(int isn) {
    return shadowed && shadowIsn == isn;
  }

  void close(CloseReason reason) {
    engine.abort(reason);
  }

  /** Sends what there is, and returns the reason if the conversation has just ended. */
  @Nullable CloseReason drain(
      long nowNanos, ByteBufAllocator allocator, SimulatedEndpoint.Outbox outbox) {
    CloseReason reason = null;
    for (TransportEvent event = engine.pollEvent(); event != null; event = engine.pollEvent()) {
      if (event instanceof TransportEvent.Closed closed) {
        reason = closed.reason();
      }
    }
    for (ByteBuf datagram = engine.pollDatagram(nowNanos, allocator);
        datagram != null;
        datagram = engine.pollDatagram(nowNanos, allocator)) {
      outbox.send(peer, datagram);
    }
    if (shadowPending) {
      shadowPending = false;
      outbox.send(peer, BaseMode.bareDatagram(allocator, shadowIss, shadowIsn + 1, Flags.SYN_ACK));
    }
    return reason;
  }

  @Override
  protected Object state() {
    return engine.state();
  }

  @Override
  protected long progressBytes() {
    return engine.acknowledgedBytes();
  }

  @Override
  protected boolean isOver() {
    return engine.state() == PageSender.State.CLOSED;
  }

  @Override
  protected boolean hasDeadline() {
    return engine.hasDeadline();
  }

  @Override
  protected long deadlineNanos() {
    return engine.deadlineNanos();
  }

  @Override
  protected long patienceNanos() {
    return switch (engine.state()) {
      case SYN_RECEIVED, ESTABLISHED, FIN_WAIT -> patienceNanos;
      case TOMBSTONE -> TOMBSTONE_NANOS;
      case CLOSED -> 0;
    };
  }
}
