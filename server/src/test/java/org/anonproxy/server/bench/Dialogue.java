package org.anonproxy.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Plays one client of a protocol that moves 512 bytes a round trip. */
interface Dialogue {
  /** Returns the datagram that begins a transfer. */
  ByteBuf begin(ByteBufAllocator allocator);

  /**
   * Returns the answer to a datagram, {@code null} if there is none.
   *
   * @param datagram borrowed
   */
  @Nullable ByteBuf answer(ByteBuf datagram, ByteBufAllocator allocator);

  /** Tells whether the datagram answered last carried data. */
  boolean carriedBlock();

  /** Tells whether the datagram answered last ended the transfer, so that the next may begin. */
  boolean isComplete();
}
