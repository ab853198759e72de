package org.anonproxy.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.anonproxy.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Fetches pages from servers, any number at once, on one event loop.
 *
 * <p>Each fetch has a UDP port of its own, which is closed as soon as its conversation is over.
 * Buffers are the client's own; a sink takes the ones that it is given.
 *
 * <p>Thread: every method may be called from any thread, {@link #close} from any but the event
 * loop's. Futures are completed on the event loop: whatever depends on one and takes time belongs
 * on an executor ({@code thenApplyAsync} and the like).
 */
public final class AnonClient implements AutoCloseable {
  /** Room for the largest packet, and more, so that one that is too long is seen to be. */
  private static final int RECEIVE_BUFFER_BYTES = 1024;

  /** How Netty begins the message of a system call that failed, as a regular expression. */
  private static final String NETTY_CALL = "^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ";

  private static final long CLOSE_PATIENCE_SECONDS = 60;
  private static final long END_PATIENCE_SECONDS = 5;

  private final ClientConfig config;
  private final EventLoopGroup eventLoops;
  private final EventLoop eventLoop;
  private final Bootstrap bootstrap;

  /** The fetches that are not over; belongs to the event loop, as does {@link #closing}. */
  private final Set<Fetch> open = new HashSet<>();

  private boolean closing;
  private final Promise<Void> drained;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AnonClient(ClientConfig config) {
    this.config = config;
    eventLoops = config.transport().newEventLoops(1, "anon-client");
    eventLoop = eventLoops.next();
    drained = eventLoop.newPromise();
    bootstrap =
        config
            .transport()
            .newBootstrap(eventLoops)
            .disableResolver()
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(RECEIVE_BUFFER_BYTES)
                    .maxMessagesPerRead(ClientHandler.MAX_MESSAGES_PER_READ));
  }

  /**
   * Creates a client with its event loop, which runs until {@link #close}.
   *
   * @throws UnsupportedOperationException if the transport does not run here
   */
  public static AnonClient create(ClientConfig config) {
    return new AnonClient(config);
  }

  /**
   * Fetches a page without an observer: see {@link #fetch(InetSocketAddress, PageSink,
   * FetchObserver)}.
   */
  public CompletableFuture<FetchResult> fetch(InetSocketAddress server, PageSink sink) {
    return fetch(server, sink, FetchObserver.NONE);
  }

  /**
   * Fetches the page that {@code server} serves.
   *
   * <p>Completing the future from outside, by cancelling it or by a time-out, aborts the transfer,
   * frees its port and aborts the sink.
   *
   * @return completed when the page is complete and the sink has stored it; fails with a {@link
   *     FetchException}, after the sink has cleaned up
   */
  public CompletableFuture<FetchResult> fetch(
      InetSocketAddress server, PageSink sink, FetchObserver observer) {
    Fetch fetch = new Fetch(eventLoop, server, sink, observer, this::over);
    try {
      eventLoop.execute(() -> start(fetch));
    } catch (RejectedExecutionException e) {
      fetch.refuse(closed());
    }
    return fetch.future();
  }

  /**
   * Fetches a page into memory.
   *
   * @param maxBytes the longest page that is accepted
   * @return the page; as with {@link #fetch(InetSocketAddress, PageSink)}, cancelling it aborts
   */
  public CompletableFuture<byte[]> fetchBytes(InetSocketAddress server, int maxBytes) {
    MemorySink sink = new MemorySink(maxBytes);
    CompletableFuture<FetchResult> fetch = fetch(server, sink);
    CompletableFuture<byte[]> page = fetch.thenApply(result -> sink.page());
    CompletableFuture<byte[]> unused = page.whenComplete((bytes, failure) -> fetch.cancel(false));
    return page;
  }

  private void start(Fetch fetch) {
    FetchException refusal = refusal(fetch.server());
    open.add(fetch);
    if (refusal != null) {
      fetch.refuse(refusal);
      return;
    }
    ClientHandler handler = new ClientHandler(config, fetch);
    fetch.begin(handler);
    bootstrap
        .clone()
        .handler(pipeline(handler))
        .connect(fetch.server())
        .addListener((ChannelFuture connected) -> connected(fetch, connected));
  }

  private ChannelHandler pipeline(ClientHandler handler) {
    ChannelHandler tap = config.tap();
    if (tap == null) {
      return handler;
    }
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tap, handler);
      }
    };
  }

  private @Nullable FetchException refusal(InetSocketAddress server) {
    if (closing) {
      return closed();
    }
    if (server.isUnresolved()) {
      String message = "the host " + server.getHostString() + " is unknown; is the name right?";
      return new FetchException(message, null, 0, new UnknownHostException(server.getHostString()));
    }
    if (server.getPort() == 0) {
      return new FetchException("port 0 cannot be sent to; name a port of 1 to 65535", null, 0);
    }
    return null;
  }

  private static FetchException closed() {
    return new FetchException("the client is closed", CloseReason.SHUTDOWN, 0);
  }

  private static void connected(Fetch fetch, ChannelFuture connected) {
    Channel channel = connected.channel();
    Throwable failure = connected.cause();
    if (failure == null) {
      channel.closeFuture().addListener(closed -> fetch.conversationOver());
    } else {
      ChannelFuture unused = channel.close();
      String server = NetUtil.toSocketAddressString(fetch.server());
      fetch.refuse(
          new FetchException(
              "cannot open a UDP socket to "
                  + server
                  + ": "
                  + systemMessage(failure, fetch.server())
                  + "; is the address right, and is there a route to it?",
              null,
              0,
              failure));
    }
  }

  /** Returns what the system said, without the call and the address that Netty puts around it. */
  private static String systemMessage(Throwable failure, InetSocketAddress server) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String said = message.replaceFirst(NETTY_CALL, "");
    String address = ": " + server;
    return said.endsWith(address) ? said.substring(0, said.length() - address.length()) : said;
  }

  private void over(Fetch fetch) {
    // On any other thread the loop has ended, and nobody asks any more what is open.
    if (eventLoop.inEventLoop()) {
      open.remove(fetch);
      reportDrained();
    }
  }

  private void reportDrained() {
    if (closing && open.isEmpty()) {
      drained.trySuccess(null);
    }
  }

  /**
   * Ends what is going on: transfers fail, finished conversations linger to their end and finished
   * pages are stored, for at most a minute; then the event loop ends. Interrupting the caller ends
   * the lingering at once. Does nothing the second time.
   *
   * @throws IllegalStateException if called on the event loop, which cannot wait for itself
   */
  @Override
  public void close() {
    if (eventLoop.inEventLoop()) {
      throw new IllegalStateException("close() waits for the event loop and was called on it");
    }
    if (closed.compareAndSet(false, true)) {
      eventLoop.execute(this::beginClosing);
      awaitDrained();
      Future<?> unused = eventLoops.shutdownGracefully(0, END_PATIENCE_SECONDS, TimeUnit.SECONDS);
      // The loop's own future: the group's is completed by one more thread, later.
      eventLoop.terminationFuture().awaitUninterruptibly(END_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void beginClosing() {
    closing = true;
    for (Fetch fetch : List.copyOf(open)) {
      fetch.abandon(CloseReason.SHUTDOWN, "the client was closed during the transfer");
    }
    reportDrained();
  }

  private void awaitDrained() {
    try {
      if (drained.await(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // An event loop that is told to end while it is busy may leave its channels open.
    eventLoop.execute(this::endConversations);
    drained.awaitUninterruptibly(END_PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void endConversations() {
    for (Fetch fetch : List.copyOf(open)) {
      fetch.endConversation(CloseReason.SHUTDOWN);
    }
  }
}
