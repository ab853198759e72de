package org.anonproxy.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends over the loopback interface, with every transport that loads here. */
final class DatagramTransportTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  static Stream<DatagramTransport> transports() {
    return Stream.of(DatagramTransport.NIO, DatagramTransport.AUTO.resolve()).distinct();
  }

  /** Answers each packet with the same packet, and notes it. */
  private static final class Echo extends SimpleChannelInboundHandler<AddressedPacket> {
    final Queue<Integer> payloadLengths = new ConcurrentLinkedQueue<>();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
    protected void channelRead0(ChannelHandlerContext context, AddressedPacket message) {
      Packet packet = message.content();
      payloadLengths.add(packet.content().readableBytes());
      Packet echoed = packet.replace(packet.content().retain());
      context.writeAndFlush(new AddressedPacket(echoed, message.sender()), context.voidPromise());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void carriesPacketsThereAndBack(DatagramTransport transport) throws Exception {
    Echo echo = new Echo();
    exchange(
        transport,
        new PacketCodec(),
        echo,
        (socket, server) -> {
          for (int length : new int[] {0, 1, 512}) {
            byte[] sent = packet(length);
            socket.send(new DatagramPacket(sent, sent.length, server));
            assertArrayEquals(sent, receive(socket));
          }
        });
    assertEquals(List.of(0, 1, 512), List.copyOf(echo.payloadLengths));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void survivesDatagramLargerThanTheReceiveBuffer(DatagramTransport transport) throws Exception {
    Echo echo = new Echo();
    PacketCodec codec = new PacketCodec();
    exchange(
        transport,
        codec,
        echo,
        (socket, server) -> {
          for (int length : new int[] {2036, 2037, 9000, 65_000}) {
            byte[] large = packet(length);
            socket.send(new DatagramPacket(large, large.length, server));
          }
          byte[] garbage = new byte[60_000];
          socket.send(new DatagramPacket(garbage, garbage.length, server));
          byte[] last = packet(3);
          socket.send(new DatagramPacket(last, last.length, server));
          await().atMost(Duration.ofSeconds(10)).until(() -> echo.payloadLengths.contains(3));
        });
    assertTrue(
        echo.payloadLengths.stream().allMatch(length -> length <= 2036),
        () -> "nothing beyond the buffer: " + echo.payloadLengths);
    assertEquals(3, List.copyOf(echo.payloadLengths).get(echo.payloadLengths.size() - 1));
  }

  @Test
  void resolvesAutoToWhatIsThere() {
    DatagramTransport resolved = DatagramTransport.AUTO.resolve();
    assertNotEquals(DatagramTransport.AUTO, resolved);
    assertEquals(resolved, resolved.resolve());
    assertEquals(DatagramTransport.NIO, DatagramTransport.NIO.resolve());
    assertEquals("auto", DatagramTransport.AUTO.text());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void opensASocketOfThePeersFamily(DatagramTransport transport) throws Exception {
    EventLoopGroup loops = transport.newEventLoops(1, "test");
    try {
      for (byte[] peer : new byte[][] {{127, 0, 0, 1}, new byte[16]}) {
        Channel channel =
            transport
                .newBootstrap(loops, InetAddress.getByAddress(peer))
                .handler(new ChannelInboundHandlerAdapter())
                .bind(0)
                .sync()
                .channel();
        InetSocketAddress any = (InetSocketAddress) channel.localAddress();
        assertEquals(peer.length, any.getAddress().getAddress().length, any.toString());
        channel.close().sync();
      }
    } finally {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void sharesAPortWhenAskedTo(DatagramTransport transport) throws Exception {
    EventLoopGroup loops = transport.newEventLoops(1, "test");
    try {
      ChannelInitializer<Channel> silent =
          new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {}
          };
      Bootstrap sharing = transport.newBootstrap(loops).handler(silent);
      Channel first = sharing.bind(ANY_PORT).sync().channel();
      InetSocketAddress port = (InetSocketAddress) first.localAddress();
      ChannelFuture tooEarly = sharing.bind(port).await();
      assertTrue(tooEarly.cause() instanceof IOException, () -> "not asked: " + tooEarly.cause());
      transport.sharePort(first, sharing);
      Channel second = sharing.bind(port).sync().channel();
      assertEquals(port, second.localAddress());
      ChannelFuture alone = transport.newBootstrap(loops).handler(silent).bind(port).await();
      assertTrue(alone.cause() instanceof IOException, () -> "not asked: " + alone.cause());
      first.close().sync();
      second.close().sync();
    } finally {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  /** Talks to a bound server from a plain socket. */
  private interface Talk {
    void with(DatagramSocket socket, InetSocketAddress server) throws IOException;
  }

  private static void exchange(DatagramTransport transport, PacketCodec codec, Echo echo, Talk talk)
      throws Exception {
    EventLoopGroup loops = transport.newEventLoops(1, "test");
    try (DatagramSocket socket = new DatagramSocket(ANY_PORT)) {
      socket.setSoTimeout(10_000);
      Channel channel =
          transport
              .newBootstrap(loops)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel initialized) {
                      initialized.pipeline().addLast(codec, echo);
                    }
                  })
              .bind(ANY_PORT)
              .sync()
              .channel();
      talk.with(socket, (InetSocketAddress) channel.localAddress());
      channel.close().sync();
    } finally {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private static byte[] packet(int payloadBytes) {
    Packet packet = new Packet(12345, -1, Flags.ACK, Unpooled.buffer().writeZero(payloadBytes));
    ByteBuf out = Unpooled.buffer();
    packet.encode(out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    packet.release();
    out.release();
    return bytes;
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    DatagramPacket received = new DatagramPacket(new byte[2048], 2048);
    socket.receive(received);
    return Arrays.copyOf(received.getData(), received.getLength());
  }
}
