package org.anonproxy.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.SplittableRandom;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/** Fetches the page over and over, without timers and checks: as cheap as a client can be. */
final class BaseDialogue implements Dialogue {
  private final SplittableRandom random;
  private boolean carriedBlock;
  private boolean complete;

  BaseDialogue(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public ByteBuf begin(ByteBufAllocator allocator) {
    return BaseMode.bareDatagram(allocator, random.nextInt(), 0, Flags.SYN);
  }

  @Override
  public @Nullable ByteBuf answer(ByteBuf datagram, ByteBufAllocator allocator) {
    int flags = PacketHeader.flags(datagram);
    carriedBlock = flags != Flags.SYN_ACK;
    complete = Flags.has(flags, Flags.FIN);
    int length = carriedBlock ? PacketHeader.payloadLength(datagram) : 1;
    return BaseMode.bareDatagram(
        allocator,
        PacketHeader.acknowledgmentNumber(datagram),
        PacketHeader.sequenceNumber(datagram) + length,
        complete ? Flags.FIN_ACK : Flags.ACK);
  }

  @Override
  public boolean carriedBlock() {
    return carriedBlock;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }
}
