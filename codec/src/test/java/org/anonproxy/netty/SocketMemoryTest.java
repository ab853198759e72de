package org.anonproxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Leaves datagrams in the queue of a channel that does not read. */
class SocketMemoryTest {
  /** Checks a channel that three datagrams of 1,000 bytes wait for. */
  private interface Check {
    void of(Channel channel, DatagramSocket sender) throws Exception;
  }

  private static void with(DatagramTransport transport, Check check) throws Exception {
    EventLoopGroup eventLoops = transport.newEventLoops(1, "test");
    try (DatagramSocket sender = new DatagramSocket()) {
      Channel channel =
          transport
              .newBootstrap(eventLoops)
              .option(ChannelOption.AUTO_READ, false)
              .option(ChannelOption.SO_RCVBUF, 8192)
              .handler(new ChannelInboundHandlerAdapter())
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .sync()
              .channel();
      send(sender, channel, 3);
      check.of(channel, sender);
      channel.close().sync();
      assertNull(SocketMemory.of(channel));
    } finally {
      eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

  private static void send(DatagramSocket sender, Channel channel, int datagrams) throws Exception {
    for (int i = 0; i < datagrams; i++) {
      sender.send(new DatagramPacket(new byte[1000], 1000, channel.localAddress()));
    }
  }

  @Test
  void tellsHowMuchWaitsAndWhatTheKernelDropped() throws Exception {
    Assumptions.assumeTrue(DatagramTransport.AUTO.resolve() == DatagramTransport.EPOLL);
    with(
        DatagramTransport.EPOLL,
        (channel, sender) -> {
          SocketMemory memory = SocketMemory.of(channel);
          assertNotNull(memory);
          assertTrue(memory.queuedBytes() > 3000, memory::toString);
          assertTrue(memory.capacityBytes() >= 8192, memory::toString);
          assertEquals(0, memory.droppedDatagrams());

          send(sender, channel, 100);
          SocketMemory full = SocketMemory.of(channel);
          assertNotNull(full);
          assertTrue(full.droppedDatagrams() > 50, full::toString);
        });
  }

  @Test
  void knowsNothingOfNio() throws Exception {
    with(DatagramTransport.NIO, (channel, sender) -> assertNull(SocketMemory.of(channel)));
  }
}
