package org.anonproxy.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.session.EndpointSettings;
import org.anonproxy.server.session.ServerHandler;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.FixedInitialSequenceNumbers;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.KeyedInitialSequenceNumbers;
import org.anonproxy.transport.SipHash;

/**
 * Serves one page over UDP to any number of clients, on event loops of its own, one unless more are
 * asked for.
 *
 * <p>Binding and serving are two steps, so that a program learns that its port is taken before it
 * fetches a page or touches a log; packets that arrive in between wait in the socket. The methods
 * may be called from any one thread but the event loop's, {@link #replacePage} from any at all.
 */
public final class AnonServer implements AutoCloseable {
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final long STOP_SECONDS = 5;
  private static final long REPORT_SECONDS = 60;

  private final ServerConfig config;
  private final DatagramTransport transport;
  private final EventLoopGroup eventLoops;
  private final List<Channel> channels;
  private volatile List<CurrentPage> pages = List.of();
  private volatile List<ServerHandler> handlers = List.of();
  private volatile List<ServerLoop> loops = List.of();

  private AnonServer(
      ServerConfig config,
      DatagramTransport transport,
      EventLoopGroup eventLoops,
      List<Channel> channels) {
    this.config = config;
    this.transport = transport;
    this.eventLoops = eventLoops;
    this.channels = channels;
  }

  /**
   * Takes the port.
   *
   * @throws IOException if the address cannot be bound, with the system's reason
   * @throws UnsupportedOperationException if the transport asked for does not load here
   */
  public static AnonServer bind(ServerConfig config) throws IOException {
    DatagramTransport transport = config.transport().resolve();
    EventLoopGroup eventLoops = transport.newEventLoops(config.threads(), "anonserver");
    try {
      List<Channel> channels = bindAll(config, transport, eventLoops);
      return new AnonServer(config, transport, eventLoops, channels);
    } catch (IOException | RuntimeException cannotBind) {
      stop(eventLoops);
      throw cannotBind;
    }
  }

  private static List<Channel> bindAll(
      ServerConfig config, DatagramTransport transport, EventLoopGroup eventLoops)
      throws IOException {
    Bootstrap bootstrap =
        transport
            .newBootstrap(eventLoops)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            .handler(new NoHandler());
    // The first shares nothing while it is bound: a port that anybody else has is refused.
    Channel first = bindOne(bootstrap, config.bindAddress());
    List<Channel> channels = new ArrayList<>(List.of(first));
    if (config.threads() > 1) {
      transport.sharePort(first, bootstrap);
    }
    while (channels.size() < config.threads()) {
      channels.add(bindOne(bootstrap, first.localAddress()));
    }
    return List.copyOf(channels);
  }

  /** Leaves a pipeline empty: its handler comes when there is something to serve. */
  @Sharable
  private static final class NoHandler extends ChannelHandlerAdapter {}

  private static Channel bindOne(Bootstrap bootstrap, SocketAddress address) throws IOException {
    ChannelFuture binding = bootstrap.bind(address).awaitUninterruptibly();
    if (binding.isSuccess()) {
      return binding.channel();
    }
    Throwable cause = binding.cause();
    throw cause instanceof IOException cannotBind ? cannotBind : new IOException(cause);
  }

  /**
   * Puts a handler between the sockets and the server, such as a capture's; to be called before
   * {@link #serve}.
   *
   * @param handler sharable; it is told of every datagram on every event loop
   */
  public void tap(ChannelHandler handler) {
    channels.forEach(channel -> channel.pipeline().addFirst(handler));
  }

  /**
   * Begins to serve {@code page}; to be called once.
   *
   * @param page retained until it is replaced or the server is closed
   * @param packetLog is told of every packet; closing it, after the server, is the caller's
   * @param observer hears of sessions, on as many threads as there are event loops
   * @throws SocketException if the network interfaces cannot be listed
   */
  public void serve(Page page, PacketLog packetLog, SessionObserver observer)
      throws SocketException {
    if (!pages.isEmpty()) {
      throw new IllegalStateException("already serving");
    }
    SecureRandom random = new SecureRandom();
    SipHash prf = new SipHash(random.nextLong(), random.nextLong());
    pages = channels.stream().map(channel -> new CurrentPage(page)).toList();
    List<ServerHandler> newHandlers = new ArrayList<>();
    for (CurrentPage view : pages) {
      EndpointSettings settings =
          new EndpointSettings(
              config.limits().dividedBy(channels.size()),
              config.retransmission(),
              initialSequenceNumbers(prf),
              view,
              packetLog,
              observer,
              random);
      newHandlers.add(new ServerHandler(settings, address()));
    }
    handlers = List.copyOf(newHandlers);
    for (int i = 0; i < handlers.size(); i++) {
      begin(channels.get(i), handlers.get(i));
    }
    loops = watched();
    recordOverload();
    reportDrops();
  }

  private static void begin(Channel channel, ServerHandler handler) {
    channel.pipeline().addLast(handler);
    channel.config().setAutoRead(true);
  }

  /** Reports the drops of all event loops together, every minute and when the last has closed. */
  private void reportDrops() {
    // What other loops count at this moment may be missed, and is in the next report.
    DropReport report =
        new DropReport(kind -> handlers.stream().mapToLong(handler -> handler.count(kind)).sum());
    Future<?> reporting =
        channels
            .get(0)
            .eventLoop()
            .scheduleAtFixedRate(report, REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
    channels
        .get(channels.size() - 1)
        .closeFuture()
        .addListener(
            closed -> {
              reporting.cancel(false);
              report.run();
            });
  }

  /**
   * Serves {@code page} from now on to whoever begins; running sessions keep the version that they
   * began with. May be called from any thread, after {@link #serve}.
   *
   * @param page retained until it is replaced in turn or the server is closed
   */
  public void replacePage(Page page) {
    List<CurrentPage> views = pages;
    for (int i = 0; i < views.size(); i++) {
      CurrentPage view = views.get(i);
      Page owned = page.retain();
      try {
        channels.get(i).eventLoop().execute(() -> view.replace(owned));
      } catch (RejectedExecutionException closed) {
        owned.release();
      }
    }
  }

  /**
   * Refuses new sessions from now on, in silence, and lets those that run come to their end. May be
   * called from any thread; {@link #close} ends what still runs.
   *
   * @return completes, on an event loop, when no session runs any more
   */
  public CompletableFuture<Void> drain() {
    List<CompletableFuture<Void>> drained = new ArrayList<>();
    for (int i = 0; i < handlers.size(); i++) {
      ServerHandler handler = handlers.get(i);
      CompletableFuture<Void> loopDrained = new CompletableFuture<>();
      drained.add(loopDrained);
      channels.get(i).eventLoop().execute(() -> handler.drain(() -> loopDrained.complete(null)));
    }
    return CompletableFuture.allOf(drained.toArray(CompletableFuture<?>[]::new));
  }

  private List<ServerLoop> watched() {
    List<ServerLoop> watched = new ArrayList<>();
    for (int i = 0; i < handlers.size(); i++) {
      watched.add(new ServerLoop(channels.get(i), handlers.get(i)));
    }
    return List.copyOf(watched);
  }

  private void recordOverload() {
    OverloadRecorder recorder = OverloadRecorder.begin(handlers);
    channels.get(0).closeFuture().addListener(closed -> recorder.close());
  }

  private InitialSequenceNumbers initialSequenceNumbers(SipHash prf) {
    Integer fixed = config.fixedInitialSequenceNumber();
    return fixed == null
        ? new KeyedInitialSequenceNumbers(prf, Ticker.systemTicker().nanoTime())
        : new FixedInitialSequenceNumbers(fixed);
  }

  /** Returns the address that the server listens at. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channels.get(0).localAddress();
  }

  /** Returns the event loops, for those who watch them; none before the server serves. */
  public List<ServerLoop> loops() {
    return loops;
  }

  /** Returns how many sessions there may be at once. */
  public int maxSessions() {
    return config.limits().maxSessions();
  }

  /** Returns what moves the datagrams: NIO or epoll. */
  public DatagramTransport transport() {
    return transport;
  }

  /** Returns the size of a socket's receive buffer, which the system may have capped. */
  public int receiveBufferBytes() {
    return channels.get(0).config().getOption(ChannelOption.SO_RCVBUF);
  }

  /** Stops: no packet is answered any more, every session ends, the port is free on return. */
  @Override
  public void close() {
    channels.forEach(channel -> channel.close().syncUninterruptibly());
    stop(eventLoops);
    pages.forEach(CurrentPage::release);
  }

  private static void stop(EventLoopGroup eventLoops) {
    eventLoops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
