package org.anonproxy.capture;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.anonproxy.netty.DatagramTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Captures real sockets that are bound to every address. */
class CaptureHandlerTest {
  @TempDir private Path directory = Path.of("");

  /** Sends every datagram back to where it came from. */
  @Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      context.writeAndFlush(
          new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
    }
  }

  /**
   * A reply leaves from the address that the system prefers, here 127.0.0.1, wherever the datagram
   * was sent to; a capture is to show just that. Only epoll can tell where it was sent to, and only
   * for IPv4.
   */
  @ParameterizedTest
  @CsvSource({
    "epoll, 127.0.0.5, /127.0.0.5, /127.0.0.1",
    "nio, 127.0.0.1, /127.0.0.1, /127.0.0.1",
    "epoll, ::1, /[0:0:0:0:0:0:0:1], /[0:0:0:0:0:0:0:1]",
    "nio, ::1, /[0:0:0:0:0:0:0:1], /[0:0:0:0:0:0:0:1]",
  })
  void namesTheRealAddressOfASocketThatIsBoundToAll(
      String transport, String reached, String expectedInbound, String expectedOutbound)
      throws Exception {
    Path file = directory.resolve("a.pcapng");
    DatagramTransport datagrams =
        DatagramTransport.valueOf(transport.toUpperCase(Locale.ROOT)).resolve();
    EventLoopGroup loops = datagrams.newEventLoops(1, "capture-test");
    int port;
    int clientPort;
    try (PacketCapture capture = PacketCapture.claim(file, CaptureRig.SETTINGS);
        DatagramSocket client = new DatagramSocket()) {
      Channel channel =
          datagrams
              .newBootstrap(loops)
              .handler(new Echo())
              .bind(new InetSocketAddress(0))
              .sync()
              .channel();
      port = ((InetSocketAddress) channel.localAddress()).getPort();
      clientPort = client.getLocalPort();
      ChannelHandler handler = capture.begin(CaptureRig.SOURCE, new CaptureRig.NoReports());
      // Added from here, it would miss what comes before the event loop has heard of it.
      channel.eventLoop().submit(() -> channel.pipeline().addFirst(handler)).sync();
      client.send(
          new java.net.DatagramPacket(new byte[] {'x'}, 1, InetAddress.getByName(reached), port));
      await().until(() -> capture.writtenDatagrams() == 2);
      channel.close().sync();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
    List<String> ends =
        CaptureRig.read(file).stream().map(line -> line.replaceFirst(" 20.*", "")).toList();
    String peer = expectedOutbound + ":" + clientPort;
    assertEquals(
        List.of(
            peer + " > " + expectedInbound + ":" + port,
            expectedOutbound + ":" + port + " > " + peer),
        ends);
  }

  @Test
  void writesIpv4OfADualStackSocketAsIpv4() throws Exception {
    Path file = directory.resolve("a.pcapng");
    try (CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS)) {
      rig.received(
          new byte[] {'x'},
          CaptureRig.CLIENT,
          new InetSocketAddress(InetAddress.getByName("::"), 9));
    }
    String line = CaptureRig.read(file).get(0);
    assertTrue(line.matches("/192\\.0\\.2\\.2:40000 > /[0-9.]+:9 .*"), line);
  }

  /** Is connected to the client, without a socket. */
  private static final class ConnectedChannel extends EmbeddedChannel {
    @Override
    protected SocketAddress localAddress0() {
      return CaptureRig.SERVER;
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return CaptureRig.CLIENT;
    }
  }

  @Test
  void knowsTheEndsOfAConnectedChannel() throws Exception {
    Path file = directory.resolve("a.pcapng");
    try (PacketCapture capture = PacketCapture.claim(file, CaptureRig.SETTINGS)) {
      EmbeddedChannel channel = new ConnectedChannel();
      channel.pipeline().addFirst(capture.begin(CaptureRig.SOURCE, new CaptureRig.NoReports()));
      channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {'x'}));
      channel.writeOutbound(
          new DatagramPacket(Unpooled.wrappedBuffer(new byte[] {'y'}), CaptureRig.CLIENT));
      channel.finishAndReleaseAll();
    }
    List<String> lines =
        CaptureRig.read(file).stream().map(line -> line.replaceFirst(" 20[^ ]*", "")).toList();
    String ends = "/192.0.2.1:9000 > /192.0.2.2:40000 ";
    assertEquals(List.of(ends + "1 x", ends + "1 y"), lines);
  }

  @Test
  void letsPassWhatIsNoDatagramOfTheInternet() throws Exception {
    Path file = directory.resolve("a.pcapng");
    try (PacketCapture capture = PacketCapture.claim(file, CaptureRig.SETTINGS)) {
      EmbeddedChannel channel = new EmbeddedChannel();
      channel.pipeline().addFirst(capture.begin(CaptureRig.SOURCE, new CaptureRig.NoReports()));
      ByteBuf ofNoAddress = Unpooled.wrappedBuffer(new byte[] {'x'});
      DatagramPacket toUnknown =
          new DatagramPacket(
              Unpooled.wrappedBuffer(new byte[] {'y'}),
              InetSocketAddress.createUnresolved("unknown.invalid", 1),
              CaptureRig.SERVER);
      channel.writeOutbound("text", ofNoAddress, toUnknown);
      channel.writeInbound("answer");
      assertEquals(
          List.of("text", ofNoAddress, toUnknown), List.copyOf(channel.outboundMessages()));
      assertEquals("answer", channel.readInbound());
      channel.finishAndReleaseAll();
      assertEquals(0, capture.lostDatagrams());
    }
    assertEquals(List.of(), CaptureRig.read(file));
  }
}
