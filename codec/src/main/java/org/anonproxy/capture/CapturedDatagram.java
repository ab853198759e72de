package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Holds one datagram on its way to the writer: a slot of the queue, used again and again. */
final class CapturedDatagram {
  private final ByteBuffer payload;
  private long stampNanos;
  private boolean outbound;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private int lengthBytes;

  CapturedDatagram(ByteBuffer payload) {
    this.payload = payload;
  }

  void setPassage(
      long stampNanos, boolean outbound, InetSocketAddress local, InetSocketAddress remote) {
    this.stampNanos = stampNanos;
    this.outbound = outbound;
    this.local = local;
    this.remote = remote;
  }

  /** Copies as much as there is room for. */
  void copy(ByteBuf content, int index, int lengthBytes) {
    this.lengthBytes = lengthBytes;
    payload.clear().limit(Math.min(lengthBytes, payload.capacity()));
    content.getBytes(index, payload);
    payload.flip();
  }

  long stampNanos() {
    return stampNanos;
  }

  boolean isOutbound() {
    return outbound;
  }

  InetSocketAddress local() {
    return required(local);
  }

  InetSocketAddress remote() {
    return required(remote);
  }

  /** Returns the length of the datagram's payload, of which less may have been kept. */
  int lengthBytes() {
    return lengthBytes;
  }

  /** Returns what was kept; belongs to the slot. */
  ByteBuffer payload() {
    return payload;
  }

  private static InetSocketAddress required(@Nullable InetSocketAddress address) {
    if (address == null) {
      throw new IllegalStateException("the slot was never filled");
    }
    return address;
  }
}
