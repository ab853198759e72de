package org.anonproxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.session.EndpointSettings;
import org.anonproxy.server.session.ServerHandler;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.KeyedInitialSequenceNumbers;
import org.anonproxy.transport.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * Serves one page over UDP to any number of clients, on one event loop of its own.
 *
 * <p>Binding and serving are two steps, so that a program learns that its port is taken before it
 * fetches a page or touches a log; packets that arrive in between wait in the socket. The methods
 * may be called from any one thread but the event loop's.
 */
public final class AnonServer implements AutoCloseable {
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final long STOP_SECONDS = 5;
  private static final long REPORT_SECONDS = 60;

  private final ServerConfig config;
  private final DatagramTransport transport;
  private final EventLoopGroup eventLoops;
  private final Channel channel;
  private @Nullable Page page;

  private AnonServer(
      ServerConfig config,
      DatagramTransport transport,
      EventLoopGroup eventLoops,
      Channel channel) {
    this.config = config;
    this.transport = transport;
    this.eventLoops = eventLoops;
    this.channel = channel;
  }

  /**
   * Takes the port.
   *
   * @throws IOException if the address cannot be bound, with the system's reason
   * @throws UnsupportedOperationException if the transport asked for does not load here
   */
  public static AnonServer bind(ServerConfig config) throws IOException {
    DatagramTransport transport = config.transport().resolve();
    EventLoopGroup eventLoops = transport.newEventLoops(1, "anonserver");
    ChannelFuture binding =
        transport
            .newBootstrap(eventLoops)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(config.bindAddress())
            .awaitUninterruptibly();
    if (binding.isSuccess()) {
      return new AnonServer(config, transport, eventLoops, binding.channel());
    }
    stop(eventLoops);
    Throwable cause = binding.cause();
    throw cause instanceof IOException cannotBind ? cannotBind : new IOException(cause);
  }

  /**
   * Begins to serve {@code page}; to be called once.
   *
   * @param page retained until the server is closed
   * @param packetLog is told of every packet; closing it, after the server, is the caller's
   * @param observer hears of sessions
   * @throws SocketException if the network interfaces cannot be listed
   */
  public void serve(Page page, PacketLog packetLog, SessionObserver observer)
      throws SocketException {
    if (this.page != null) {
      throw new IllegalStateException("already serving");
    }
    SecureRandom random = new SecureRandom();
    EndpointSettings settings =
        new EndpointSettings(
            config.limits(),
            config.retransmission(),
            initialSequenceNumbers(random),
            () -> page.content().retain(),
            packetLog,
            observer,
            random);
    ServerHandler handler = new ServerHandler(settings, address());
    this.page = page.retain();
    channel.pipeline().addLast(handler);
    reportDrops(handler);
    channel.config().setAutoRead(true);
  }

  private void reportDrops(ServerHandler handler) {
    DropReport report = new DropReport(handler::count);
    Future<?> reporting =
        channel
            .eventLoop()
            .scheduleAtFixedRate(report, REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              reporting.cancel(false);
              report.run();
            });
  }

  private InitialSequenceNumbers initialSequenceNumbers(SecureRandom random) {
    InitialSequenceNumbers chosen = config.initialSequenceNumbers();
    if (chosen != null) {
      return chosen;
    }
    SipHash prf = new SipHash(random.nextLong(), random.nextLong());
    return new KeyedInitialSequenceNumbers(prf, Ticker.systemTicker().nanoTime());
  }

  /** Returns the address that the server listens at. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Returns what moves the datagrams: NIO or epoll. */
  public DatagramTransport transport() {
    return transport;
  }

  /** Returns the size of the socket's receive buffer, which the system may have capped. */
  public int receiveBufferBytes() {
    return channel.config().getOption(ChannelOption.SO_RCVBUF);
  }

  /** Stops: no packet is answered any more, every session ends, the port is free on return. */
  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    stop(eventLoops);
    if (page != null) {
      page.release();
      page = null;
    }
  }

  private static void stop(EventLoopGroup eventLoops) {
    eventLoops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
