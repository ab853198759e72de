package org.anonproxy.server.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.page.PageStatus;
import org.anonproxy.server.session.SessionObserver;

/**
 * Answers operators over HTTP: metrics, health checks and the dashboard.
 *
 * <p>Everything runs on one event loop of its own. It binds before the server does, so that a taken
 * port is found out early, and says that it is not ready until {@link #watch}. The methods may be
 * called from any thread but that loop's.
 */
public final class AdminServer implements AutoCloseable {
  /** How many connections there may be at once; further ones are closed unread. */
  private static final int MAX_CONNECTIONS = 64;

  /** How long one exchange may take, from the connection to the last byte of the answer. */
  private static final Duration EXCHANGE_DEADLINE = Duration.ofSeconds(10);

  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEADER_BYTES = 8192;
  private static final long STOP_SECONDS = 5;

  private final EventLoopGroup eventLoops;
  private final Channel channel;
  private final Watched watched;
  private final Sampler sampler;
  private final MetricsText metrics;

  private AdminServer(
      EventLoopGroup eventLoops,
      Channel channel,
      Watched watched,
      Sampler sampler,
      MetricsText metrics) {
    this.eventLoops = eventLoops;
    this.channel = channel;
    this.watched = watched;
    this.sampler = sampler;
    this.metrics = metrics;
  }

  /**
   * Listens.
   *
   * @param version the program's, to be shown
   * @throws IOException if the address cannot be bound, with the system's reason
   */
  public static AdminServer bind(AdminAddress address, String version) throws IOException {
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("anonadmin", true), NioIoHandler.newFactory());
    Watched watched = new Watched();
    Sampler sampler = new Sampler(eventLoops.next());
    ProcessFigures process = new ProcessFigures();
    MetricsText metrics = new MetricsText(sampler, watched, process, version);
    Health health = new Health(sampler, watched);
    StatusJson status = new StatusJson(sampler, watched, health, process, version);
    AdminRoutes routes = new AdminRoutes(metrics, status, health);
    ChannelFuture binding =
        bootstrap(eventLoops, new RequestRules(address), routes)
            .bind(address.socket())
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      stop(eventLoops);
      throw binding.cause() instanceof IOException cannotBind
          ? cannotBind
          : new IOException(binding.cause());
    }
    return new AdminServer(eventLoops, binding.channel(), watched, sampler, metrics);
  }

  private static ServerBootstrap bootstrap(
      EventLoopGroup eventLoops, RequestRules rules, AdminRoutes routes) {
    ConnectionLimit limit = new ConnectionLimit(MAX_CONNECTIONS);
    return new ServerBootstrap()
        .group(eventLoops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, MAX_CONNECTIONS)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel connection) {
                connection.pipeline().addLast(pipeline(limit, rules, routes));
              }
            });
  }

  /** Makes the handlers of one connection. */
  static ChannelHandler[] pipeline(ConnectionLimit limit, RequestRules rules, AdminRoutes routes) {
    HttpDecoderConfig decoding =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES);
    return new ChannelHandler[] {
      limit, new HttpServerCodec(decoding), new AdminConnection(rules, routes, EXCHANGE_DEADLINE)
    };
  }

  /** Returns the address that it listens at. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Returns what has to be told of the server's sessions, for the histograms. */
  public SessionObserver observer() {
    return metrics.observer();
  }

  /**
   * Begins to watch a server that serves, and says from now on that it is ready; to be called once.
   *
   * @param page tells how the page does, on the admin loop
   * @param recordings is asked on the admin loop, too
   */
  public void watch(AnonServer server, Supplier<PageStatus> page, RecordingFigures recordings) {
    channel
        .eventLoop()
        .submit(
            () -> {
              watched.begin(page, recordings, server.maxSessions());
              sampler.begin(server.loops(), metrics.lags());
            })
        .syncUninterruptibly();
  }

  /** Says from now on that the server is not ready: it takes no new sessions. */
  public void drain() {
    watched.drain();
  }

  /** Frees the port and ends every connection. */
  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    stop(eventLoops);
  }

  private static void stop(EventLoopGroup eventLoops) {
    eventLoops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
