package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Copies each datagram that passes to a capture; stands first in the pipeline, next to the socket,
 * of any number of datagram channels. Bursts, which the kernel splits or has joined (GSO, GRO), are
 * captured as the datagrams that they are.
 */
@Sharable
final class CaptureHandler extends ChannelDuplexHandler {
  private final PacketCapture capture;

  CaptureHandler(PacketCapture capture) {
    this.capture = capture;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      requestRecipients(context.channel());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    requestRecipients(context.channel());
    context.fireChannelActive();
  }

  private static void requestRecipients(Channel channel) {
    if (channel.localAddress() instanceof InetSocketAddress local
        && local.getAddress().isAnyLocalAddress()) {
      NativeDatagrams.requestRecipients(channel);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof DatagramPacket packet) {
      capture(false, packet.recipient(), packet.sender(), packet);
    }
    context.fireChannelRead(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    Channel channel = context.channel();
    if (message instanceof DatagramPacket packet) {
      InetSocketAddress sender = packet.sender();
      capture(
          true,
          sender == null ? address(channel.localAddress()) : sender,
          packet.recipient(),
          packet);
    } else if (message instanceof ByteBuf datagram) {
      capture(true, address(channel.localAddress()), address(channel.remoteAddress()), datagram, 0);
    }
    context.write(message, promise);
  }

  private static @Nullable InetSocketAddress address(@Nullable Object address) {
    return address instanceof InetSocketAddress internet ? internet : null;
  }

  private void capture(
      boolean outbound,
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress remote,
      DatagramPacket packet) {
    capture(outbound, local, remote, packet.content(), NativeDatagrams.segmentBytes(packet));
  }

  private void capture(
      boolean outbound,
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress remote,
      ByteBuf content,
      int segmentBytes) {
    if (local == null || remote == null || remote.isUnresolved()) {
      return; // Such a datagram cannot have passed a socket, and cannot pass this one.
    }
    int lengthBytes = content.readableBytes();
    int stepBytes = segmentBytes > 0 ? segmentBytes : Math.max(lengthBytes, 1);
    int offset = 0;
    do {
      capture.add(
          outbound,
          local,
          remote,
          content,
          content.readerIndex() + offset,
          Math.min(stepBytes, lengthBytes - offset));
      offset += stepBytes;
    } while (offset < lengthBytes);
  }
}
