package org.anonproxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageCodec;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.anonproxy.wire.Packet;
import org.anonproxy.wire.PacketHeader;

/**
 * Translates between datagrams and {@link AddressedPacket}s in any Netty pipeline.
 *
 * <p>Malformed datagrams are counted and dropped. One instance may serve many channels. Inbound
 * packets are released by whoever consumes them, outbound ones by this handler.
 */
@Sharable
public final class PacketCodec extends MessageToMessageCodec<DatagramPacket, AddressedPacket> {
  private final LongAdder malformed = new LongAdder();

  /** Creates a codec that has counted nothing. */
  public PacketCodec() {
    super(DatagramPacket.class, AddressedPacket.class);
  }

  @Override
  protected void decode(ChannelHandlerContext context, DatagramPacket message, List<Object> out) {
    ByteBuf datagram = message.content();
    if (PacketHeader.isWellFormed(datagram)) {
      out.add(new AddressedPacket(Packet.decode(datagram), message.recipient(), message.sender()));
    } else {
      malformed.increment();
    }
  }

  @Override
  protected void encode(ChannelHandlerContext context, AddressedPacket message, List<Object> out) {
    Packet packet = message.content();
    int bytes = PacketHeader.LENGTH_BYTES + packet.content().readableBytes();
    ByteBuf datagram = context.alloc().directBuffer(bytes, bytes);
    packet.encode(datagram);
    out.add(new DatagramPacket(datagram, message.recipient(), message.sender()));
  }

  /** Returns how many datagrams were dropped because they were no packets; from any thread. */
  public long malformedDatagrams() {
    return malformed.sum();
  }
}
