package org.anonproxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.anonproxy.netty.ConnectionDriver;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.DrivenConnection;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Serves a page over a link on which a test decides what becomes of each datagram of the server.
 */
public final class UnreliableServer implements AutoCloseable {
  private static final RetransmissionPolicy PATIENT =
      RetransmissionPolicy.of(Duration.ofMillis(20), 64);

  private static final int ISS = 100;

  private final byte[] page;
  private final Link link;
  private final AtomicInteger sent = new AtomicInteger();
  private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
  private final EventLoopGroup eventLoops =
      DatagramTransport.NIO.newEventLoops(1, "unreliable-server");
  private final Channel channel;

  /** Decides what becomes of the server's datagrams. */
  @FunctionalInterface
  public interface Link {
    /** Loses nothing. */
    Link PERFECT = number -> 1;

    /** Returns how often the datagram with this number, counted from 1, is to be sent. */
    int copies(int number);

    /** Loses every datagram after the first {@code count}. */
    static Link deadAfter(int count) {
      return number -> number > count ? 0 : 1;
    }
  }

  /** Serves on a free port of the IPv4 loopback address. */
  public UnreliableServer(byte[] page, Link link) {
    this(page, link, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Serves at {@code address}. */
  public UnreliableServer(byte[] page, Link link, InetSocketAddress address) {
    this.page = page;
    this.link = link;
    channel =
        DatagramTransport.NIO
            .newBootstrap(eventLoops)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened.pipeline().addLast(new LinkHandler(), new Handler());
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  /** Returns where the server is. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Returns how many datagrams the server has tried to send. */
  public int datagrams() {
    return sent.get();
  }

  /** Returns every client that ever came. */
  public Set<InetSocketAddress> peers() {
    return peers;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class LinkHandler extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      DatagramPacket packet = (DatagramPacket) message;
      for (int copies = link.copies(sent.incrementAndGet()); copies > 0; copies--) {
        ChannelFuture unused = context.write(packet.copy());
      }
      packet.release();
      promise.trySuccess();
    }
  }

  private final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Map<InetSocketAddress, Session> sessions = new HashMap<>();
    private @Nullable ConnectionDriver driver;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      driver =
          new ConnectionDriver(context, PacketLog.NONE, DatagramTransport.MAX_MESSAGES_PER_READ);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf datagram = packet.content();
      if (driver == null || !driver.arrived(datagram)) {
        return;
      }
      Session session = sessions.get(packet.sender());
      if (session != null) {
        driver.receive(session, datagram);
      } else if (PacketHeader.flags(datagram) == Flags.SYN) {
        session = new Session(packet.sender(), answer(driver.nanoTime(), datagram));
        sessions.put(packet.sender(), session);
        peers.add(packet.sender());
        driver.settle(session);
      }
    }

    private PageSender answer(long nowNanos, ByteBuf syn) {
      return PageSender.afterSyn(
          nowNanos,
          PATIENT,
          Unpooled.wrappedBuffer(page),
          ISS,
          PacketHeader.sequenceNumber(syn),
          syn.readableBytes());
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
  }

  private static final class Session extends DrivenConnection {
    private final InetSocketAddress peer;
    private final PageSender sender;

    Session(InetSocketAddress peer, PageSender sender) {
      this.peer = peer;
      this.sender = sender;
    }

    @Override
    protected Connection connection() {
      return sender;
    }

    @Override
    protected Object address(ByteBuf datagram) {
      return new DatagramPacket(datagram, peer);
    }

    @Override
    protected void onEvent(TransportEvent event) {}

    @Override
    protected void onOver() {}
  }
}
