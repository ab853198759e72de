package org.anonproxy.example;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.SocketAddress;
import org.anonproxy.netty.AddressedPacket;
import org.anonproxy.netty.PacketCodec;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.Packet;

/** Answers every SYN, in an ordinary Netty application; the README shows what is between marks. */
final class EmbeddingExample {
  private EmbeddingExample() {}

  @SuppressWarnings("FutureReturnValueIgnored") // an answer that is not sent is asked for again
  static Channel bind(EventLoopGroup eventLoops, PacketCodec codec, SocketAddress address)
      throws InterruptedException {
    // begin
    class Greeter extends SimpleChannelInboundHandler<AddressedPacket> {
      @Override
      protected void channelRead0(ChannelHandlerContext context, AddressedPacket message) {
        Packet syn = message.content();
        if (syn.flags() == Flags.SYN) {
          int ack = syn.sequenceNumber() + 1;
          Packet synAck = new Packet(100, ack, Flags.SYN_ACK, Unpooled.EMPTY_BUFFER);
          context.writeAndFlush(new AddressedPacket(synAck, message.sender()));
        }
      }
    }
    Bootstrap bootstrap = new Bootstrap().group(eventLoops).channel(NioDatagramChannel.class);
    Channel channel = bootstrap.handler(codec).register().sync().channel();
    channel.pipeline().addLast(new Greeter());
    channel.bind(address).sync();
    // end
    return channel;
  }
}
