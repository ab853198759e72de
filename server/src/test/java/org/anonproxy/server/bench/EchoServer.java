package org.anonproxy.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.anonproxy.netty.DatagramTransport;

/**
 * Answers every datagram with one of 524 bytes and does nothing else: what a Netty loop can do at
 * most, for comparison.
 */
final class EchoServer extends ChannelInboundHandlerAdapter {
  private static final int ANSWER_BYTES = 524;
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;

  private EchoServer() {}

  /** Serves until it is killed; the argument is the transport. */
  public static void main(String[] arguments) {
    DatagramTransport transport =
        DatagramTransport.valueOf(arguments[0].toUpperCase(Locale.ROOT)).resolve();
    EventLoopGroup eventLoops = transport.newEventLoops(1, "echo");
    Channel channel =
        transport
            .newBootstrap(eventLoops)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            .handler(new EchoServer())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    System.out.println("listening on 127.0.0.1:" + port + ", echo");
    channel.closeFuture().syncUninterruptibly();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a void promise
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    ByteBuf answer = context.alloc().directBuffer(ANSWER_BYTES, ANSWER_BYTES);
    answer.writeZero(ANSWER_BYTES);
    context.write(new DatagramPacket(answer, packet.sender()), context.voidPromise());
    packet.release();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }
}
