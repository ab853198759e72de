package org.anonproxy.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Sends 12 bytes for every answer, for ever. */
final class EchoDialogue implements Dialogue {
  @Override
  public ByteBuf begin(ByteBufAllocator allocator) {
    return allocator.directBuffer(12, 12).writeZero(12);
  }

  @Override
  public ByteBuf answer(ByteBuf datagram, ByteBufAllocator allocator) {
    return begin(allocator);
  }

  @Override
  public boolean carriedBlock() {
    return true;
  }

  @Override
  public boolean isComplete() {
    return false;
  }
}
