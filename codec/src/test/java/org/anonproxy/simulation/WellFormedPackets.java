package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.wire.PacketHeader;

/** Wants every packet well-formed: long enough, reserved bits zero, flags legal, not too large. */
final class WellFormedPackets extends Invariant {
  WellFormedPackets() {
    super("every packet is well-formed");
  }

  @Override
  protected void sent(Node from, Node to, ByteBuf datagram) {
    if (!PacketHeader.isWellFormed(datagram)
        || datagram.readableBytes() > BaseMode.MAX_DATAGRAM_BYTES) {
      throw broken(from + " sent " + ByteBufUtil.hexDump(datagram));
    }
  }
}
