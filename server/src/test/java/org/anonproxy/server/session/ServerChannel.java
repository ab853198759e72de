package org.anonproxy.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.KeyedInitialSequenceNumbers;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.SipHash;
import org.anonproxy.wire.Packet;

/** Runs a {@link ServerHandler} on virtual time, its peers played by the test. */
final class ServerChannel implements AutoCloseable {
  static final InetSocketAddress LOCAL = peer("127.0.0.1", 4000);
  static final InetSocketAddress PEER = peer("127.0.0.2", 5000);

  private static final long COARSE_MILLIS = 100;

  private final MockTicker ticker = Ticker.newMockTicker();
  private final List<String> events = new ArrayList<>();
  private final ByteBuf page;
  private final ServerHandler handler;
  private final EmbeddedChannel channel;

  ServerChannel(String page) {
    this(page, SessionLimits.STANDARD, keyedNumbers());
  }

  ServerChannel(String page, SessionLimits limits, InitialSequenceNumbers numbers) {
    this.page = Unpooled.copiedBuffer(page, StandardCharsets.US_ASCII);
    EndpointSettings settings =
        new EndpointSettings(
            limits,
            RetransmissionPolicy.STANDARD,
            numbers,
            this.page::retain,
            PacketLog.NONE,
            new Recorder(),
            new SecureRandom());
    try {
      this.handler = new ServerHandler(settings, LOCAL);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    this.channel = EmbeddedChannel.builder().ticker(ticker).handlers(handler).build();
  }

  /** Makes an address without asking a name service. */
  static InetSocketAddress peer(String address, int port) {
    return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), port);
  }

  static InitialSequenceNumbers keyedNumbers() {
    return new KeyedInitialSequenceNumbers(new SipHash(1, 2), 0);
  }

  private final class Recorder implements SessionObserver {
    @Override
    public void opened(Session session) {
      events.add("opened " + session.peer().getPort());
    }

    @Override
    public void closed(Session session, CloseReason reason, long durationNanos) {
      events.add("closed " + session.peer().getPort() + " " + reason);
    }

    @Override
    public void failed(Throwable cause) {
      events.add("failed " + cause.getMessage());
    }
  }

  /** Lets {@code peer} send a packet without payload. */
  void receive(InetSocketAddress peer, int sequenceNumber, int acknowledgmentNumber, int flags) {
    channel.writeInbound(
        new DatagramPacket(
            BaseMode.bareDatagram(channel.alloc(), sequenceNumber, acknowledgmentNumber, flags),
            LOCAL,
            peer));
  }

  /** Lets {@code peer} send bytes that need not be a packet. */
  void receive(InetSocketAddress peer, byte[] datagram) {
    channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(datagram), LOCAL, peer));
  }

  /** Returns the next packet that was sent to {@code peer}. */
  Sent sent(InetSocketAddress peer) {
    DatagramPacket message = channel.readOutbound();
    assertNotNull(message, "nothing was sent to " + peer);
    try {
      assertEquals(peer, message.recipient());
      Packet packet = Packet.decode(message.content());
      Sent sent =
          new Sent(
              packet.sequenceNumber(),
              packet.acknowledgmentNumber(),
              packet.flags(),
              packet.content().toString(StandardCharsets.US_ASCII));
      packet.release();
      return sent;
    } finally {
      message.release();
    }
  }

  /** Holds what a packet said. */
  record Sent(int sequenceNumber, int acknowledgmentNumber, int flags, String payload) {}

  void expectSilence() {
    DatagramPacket message = channel.readOutbound();
    try {
      assertNull(message, "something was sent");
    } finally {
      if (message != null) {
        message.release();
      }
    }
  }

  /** Takes what was sent, and adds its bytes to those of each recipient. */
  void takeSentBytes(Map<InetSocketAddress, Integer> bytes) {
    for (DatagramPacket message = channel.readOutbound();
        message != null;
        message = channel.readOutbound()) {
      bytes.merge(message.recipient(), message.content().readableBytes(), Integer::sum);
      message.release();
    }
  }

  /** Takes what was sent and looks at none of it. */
  void discardSent() {
    takeSentBytes(new HashMap<>());
  }

  /** Moves the clock on in coarse steps, for tests to which the exact time means nothing. */
  void skip(Duration duration) {
    for (long millis = 0; millis < duration.toMillis(); millis += COARSE_MILLIS) {
      ticker.advance(COARSE_MILLIS, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  /** Moves the clock on, millisecond by millisecond, as timers may set timers. */
  void pass(Duration duration) {
    for (long millis = 0; millis < duration.toMillis(); millis++) {
      ticker.advance(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  void expectEvents(String... expected) {
    assertEquals(List.of(expected), events);
    events.clear();
  }

  void expectNoFailure() {
    channel.checkException();
    assertTrue(events.stream().noneMatch(event -> event.startsWith("failed")), events::toString);
  }

  int sessions() {
    return handler.sessions();
  }

  /** Lets no session begin any more; what is run when none is left becomes an event. */
  void drain() {
    handler.drain(() -> events.add("drained"));
  }

  /** Lets the socket refuse the next datagrams, as a system does that is short of memory. */
  void failSends(int datagrams) {
    channel.pipeline().addFirst(new FullSocket(datagrams));
  }

  private static final class FullSocket extends ChannelOutboundHandlerAdapter {
    private int left;

    FullSocket(int datagrams) {
      left = datagrams;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (left-- > 0) {
        ReferenceCountUtil.release(message);
        promise.setFailure(new IOException("No buffer space available"));
      } else {
        context.write(message, promise);
      }
    }
  }

  EndpointSnapshot snapshot() {
    return snapshot(Integer.MAX_VALUE);
  }

  EndpointSnapshot snapshot(int mostSessions) {
    return handler.snapshot(mostSessions);
  }

  long count(Disposition disposition) {
    return handler.count(disposition);
  }

  /** Returns how many references to the page sessions hold. */
  int pageReferences() {
    return page.refCnt() - 1;
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    assertEquals(0, pageReferences(), "references to the page left behind");
    page.release();
  }
}
