package org.anonproxy.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what moves the datagrams: the JDK's NIO, which runs everywhere, or Linux epoll through
 * Netty's native library, which sends and receives whole batches with one system call.
 */
public enum DatagramTransport {
  /** Epoll where its native library loads, NIO elsewhere. */
  AUTO,
  /** The JDK's selector. */
  NIO,
  /** Linux epoll. */
  EPOLL;

  /** The most datagrams that are read before what they caused is sent. */
  public static final int MAX_MESSAGES_PER_READ = 64;

  /** The room for one received datagram; no packet of the protocol is longer. */
  static final int RECEIVE_BUFFER_BYTES = 2048;

  /**
   * Returns {@link #NIO} or {@link #EPOLL}, whichever this choice comes to here.
   *
   * @throws UnsupportedOperationException if epoll is asked for and does not load
   */
  public DatagramTransport resolve() {
    return switch (this) {
      case AUTO -> epollLoads() ? EPOLL : NIO;
      case NIO -> NIO;
      case EPOLL -> {
        if (!epollLoads()) {
          throw new UnsupportedOperationException("the epoll transport does not load here");
        }
        yield EPOLL;
      }
    };
  }

  /**
   * Loads what moves datagrams here, and the buffers that hold them, which takes longer than a
   * short transfer; without it, that is done where it is first needed. May run beside other work.
   */
  public static void prepare() {
    Bootstrap unused = AUTO.configure(new Bootstrap(), null);
    ByteBufAllocator.DEFAULT.directBuffer(RECEIVE_BUFFER_BYTES).release();
  }

  /** Creates the event loops; the caller shuts them down. */
  public EventLoopGroup newEventLoops(int threads, String threadNamePrefix) {
    DefaultThreadFactory threadFactory = new DefaultThreadFactory(threadNamePrefix, true);
    return switch (resolve()) {
      case EPOLL -> EpollDatagrams.newEventLoops(threads, threadFactory);
      default -> new MultiThreadIoEventLoopGroup(threads, threadFactory, NioIoHandler.newFactory());
    };
  }

  /**
   * Returns a bootstrap of a datagram channel on {@code eventLoops}, its reading set for batches.
   */
  public Bootstrap newBootstrap(EventLoopGroup eventLoops) {
    return configure(new Bootstrap().group(eventLoops), null);
  }

  /**
   * Does the same for channels that will be connected to {@code peer} and need no other kind of
   * addresses: a socket of IPv4 keeps the route to its peer, and one that knows IPv6 as well looks
   * for it with every datagram that it sends to an IPv4 address.
   */
  public Bootstrap newBootstrap(EventLoopGroup eventLoops, InetAddress peer) {
    return configure(
        new Bootstrap().group(eventLoops),
        peer instanceof Inet4Address ? SocketProtocolFamily.INET : null);
  }

  private Bootstrap configure(Bootstrap bootstrap, @Nullable SocketProtocolFamily family) {
    return switch (resolve()) {
      case EPOLL -> EpollDatagrams.configure(bootstrap, family);
      default ->
          bootstrap
              .channelFactory(() -> new NioDatagramChannel(family))
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(RECEIVE_BUFFER_BYTES)
                      .maxMessagesPerRead(MAX_MESSAGES_PER_READ));
    };
  }

  /**
   * Lets a channel that is bound already share its port with those that {@code others} will bind to
   * it, the system dealing peers out to them ({@code SO_REUSEPORT}). A channel that were bound as
   * one that shares could be given a port that another program of the same user shares, too.
   */
  public void sharePort(Channel bound, Bootstrap others) {
    ChannelOption<Boolean> sharing =
        switch (resolve()) {
          case EPOLL -> EpollDatagrams.portSharing();
          default -> NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
        };
    bound.config().setOption(sharing, true);
    others.option(sharing, true);
  }

  /** Returns the name as command lines and logs write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean epollLoads() {
    try {
      return EpollDatagrams.areAvailable();
    } catch (NoClassDefFoundError absent) {
      // The epoll classes are an optional dependency of whoever embeds the codec.
      return false;
    }
  }
}
