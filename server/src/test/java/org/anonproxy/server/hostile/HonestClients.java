package org.anonproxy.server.hostile;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.anonproxy.netty.DatagramTransport;

/**
 * Lets honest clients, the project's own engine, come one after the other at fixed intervals,
 * whether the earlier ones are done or not.
 */
final class HonestClients implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final EventLoopGroup eventLoops = DatagramTransport.AUTO.newEventLoops(1, "honest");
  private final InetSocketAddress server;
  private final ServedFile page;

  HonestClients(InetSocketAddress server, ServedFile page) {
    this.server = server;
    this.page = page;
  }

  /** Begins {@code clients} fetches, evenly over {@code duration}. */
  Fetches start(int clients, Duration duration) {
    Fetches fetches = new Fetches(clients);
    EventLoop eventLoop = eventLoops.next();
    for (int i = 0; i < clients; i++) {
      long delayNanos = duration.toNanos() / clients * i;
      Future<?> unused = eventLoop.schedule(() -> fetch(fetches), delayNanos, TimeUnit.NANOSECONDS);
    }
    return fetches;
  }

  /** Lets {@code clients} fetch, evenly over {@code duration}, and waits for the last. */
  Fetches run(int clients, Duration duration) throws Exception {
    return await(start(clients, duration), duration);
  }

  /** Waits for the end of fetches that were spread over {@code duration}. */
  static Fetches await(Fetches fetches, Duration duration) throws Exception {
    return fetches.all().get(duration.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
  }

  private void fetch(Fetches fetches) {
    Bootstrap bootstrap = DatagramTransport.AUTO.newBootstrap(eventLoops);
    bootstrap.handler(
        new ChannelInitializer<DatagramChannel>() {
          @Override
          protected void initChannel(DatagramChannel channel) {
            channel.pipeline().addLast(new HonestClient(page.content(), fetches));
          }
        });
    bootstrap
        .connect(server)
        .addListener(
            connecting -> {
              if (!connecting.isSuccess()) {
                fetches.failed();
              }
            });
  }

  @Override
  public void close() {
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
