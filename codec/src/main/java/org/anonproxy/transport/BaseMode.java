package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.anonproxy.wire.PacketHeader;

/** Fixes the numbers of the base protocol that both ends share. */
public final class BaseMode {
  /** The most payload that a data packet carries. */
  public static final int BLOCK_BYTES = 512;

  /** The largest datagram: a header and a full block. */
  public static final int MAX_DATAGRAM_BYTES = PacketHeader.LENGTH_BYTES + BLOCK_BYTES;

  private BaseMode() {}

  /** Makes a datagram without payload, which the caller takes. */
  public static ByteBuf bareDatagram(
      ByteBufAllocator allocator, int sequenceNumber, int acknowledgmentNumber, int flags) {
    ByteBuf datagram = allocator.directBuffer(PacketHeader.LENGTH_BYTES, PacketHeader.LENGTH_BYTES);
    PacketHeader.write(datagram, sequenceNumber, acknowledgmentNumber, flags);
    return datagram;
  }
}
