package org.anonproxy.client.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.anonproxy.netty.ConnectionDriver;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.Disposition;
import org.jspecify.annotations.Nullable;

/**
 * Is one UDP port of one client, connected to the server: drives its transfers, one at a time.
 *
 * <p>Thread: its loop's.
 */
final class ClientPort extends ChannelInboundHandlerAdapter {
  /**
   * One socket holds one datagram at a time, so trying for a second one only costs a system call.
   */
  static final int MAX_MESSAGES_PER_READ = 1;

  private final LoadLoop loop;
  private final WireMeter meter;
  private final @Nullable ImpairmentHandler impairment;
  private @Nullable ConnectionDriver driver;
  private @Nullable Channel channel;
  private @Nullable Transfer transfer;

  ClientPort(LoadLoop loop, WireMeter meter, @Nullable ImpairmentHandler impairment) {
    this.loop = loop;
    this.meter = meter;
    this.impairment = impairment;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    // Batches are never more than one datagram, which says nothing about how many are waiting.
    driver = new ConnectionDriver(context, PacketLog.NONE, Integer.MAX_VALUE);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (transfer != null) {
      settle(transfer);
    }
  }

  private boolean isOpen() {
    return channel != null && channel.isActive();
  }

  /** Begins a transfer; there must be none. Its first packet waits until the port is open. */
  void begin(Transfer next) {
    transfer = next;
    settle(next);
  }

  /** Has what a transfer wants sent out. */
  void settle(Transfer settled) {
    if (driver != null && isOpen()) {
      driver.settle(settled);
      driver.flush();
    }
  }

  /** Takes note that the transfer is over; its late packets are discarded from now on. */
  void end() {
    transfer = null;
  }

  @Nullable ImpairmentHandler impairment() {
    return impairment;
  }

  WireMeter meter() {
    return meter;
  }

  /** Tells whether the page bytes that are arriving belong to the bill. */
  boolean countsArriving() {
    return meter.countsArriving();
  }

  /** Returns how many datagrams the tester itself corrupted on their way to this port. */
  long corruptedDatagrams() {
    return impairment == null ? 0 : impairment.corruptedInbound();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (driver != null && message instanceof DatagramPacket packet) {
        receive(driver, packet.content());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void receive(ConnectionDriver driver, ByteBuf datagram) {
    Transfer receiving = transfer;
    if (!driver.arrived(datagram) || receiving == null) {
      meter.discarded();
      return;
    }
    long before = receiving.receivedBytes();
    if (driver.receive(receiving, datagram) == Disposition.ACCEPTED) {
      meter.accepted(receiving.receivedBytes() - before);
    } else {
      meter.discarded();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (driver != null) {
      driver.readComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (driver != null) {
      driver.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException failure) {
      // A server may be about to start, and strangers can forge a refusal: it ends nothing.
      loop.tally().networkError(failure);
    } else {
      loop.fail(cause);
    }
  }
}
