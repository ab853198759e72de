package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;

/** Tells a driver what happened to a {@link Connection}. */
public sealed interface TransportEvent {
  /** Reports that the handshake is complete and the peer's return path proven. */
  record Established() implements TransportEvent {
    static final Established INSTANCE = new Established();
  }

  /**
   * Hands over the next bytes of the stream, in order and never twice.
   *
   * @param bytes taken by the receiver of the event
   */
  record Data(ByteBuf bytes) implements TransportEvent {}

  /** Reports that the whole stream has been handed over; the conversation may still linger. */
  record Finished() implements TransportEvent {
    static final Finished INSTANCE = new Finished();
  }

  /** Reports the end of the conversation, once, as the last event. */
  record Closed(CloseReason reason) implements TransportEvent {}
}
