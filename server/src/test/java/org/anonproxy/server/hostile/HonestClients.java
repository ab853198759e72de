package org.anonproxy.server.hostile;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.anonproxy.netty.DatagramTransport;

/**
 * Lets honest clients, the project's own engine, come one after the other at fixed intervals,
 * whether the earlier ones are done or not.
 */
public final class HonestClients implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final EventLoopGroup eventLoops = DatagramTransport.AUTO.newEventLoops(1, "honest");
  private final InetSocketAddress server;
  private final Supplier<PageReading> readings;
  private final double lossRate;

  HonestClients(InetSocketAddress server, ServedFile page) {
    this(server, page::reading, 0);
  }

  /**
   * Creates clients of a page that changes.
   *
   * @param readings is asked at the beginning of each fetch, on the event loop
   * @param lossRate how much of what the server sends gets lost, from 0 to 1
   */
  public HonestClients(InetSocketAddress server, Supplier<PageReading> readings, double lossRate) {
    this.server = server;
    this.readings = readings;
    this.lossRate = lossRate;
  }

  /** Begins {@code clients} fetches, evenly over {@code duration}. */
  public Fetches start(int clients, Duration duration) {
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
  public static Fetches await(Fetches fetches, Duration duration) throws Exception {
    return fetches.all().get(duration.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
  }

  private void fetch(Fetches fetches) {
    Bootstrap bootstrap = DatagramTransport.AUTO.newBootstrap(eventLoops);
    bootstrap.handler(
        new ChannelInitializer<DatagramChannel>() {
          @Override
          protected void initChannel(DatagramChannel channel) {
            channel
                .pipeline()
                .addLast(new LossyLink(lossRate), new HonestClient(readings.get(), fetches));
          }
        });
    bootstrap
        .connect(server)
        .addListener(
            connecting -> {
              if (!connecting.isSuccess()) {
                fetches.failed(String.valueOf(connecting.cause()));
              }
            });
  }

  /** Loses some of the datagrams that come in. */
  private static final class LossyLink extends ChannelInboundHandlerAdapter {
    private final double lossRate;

    LossyLink(double lossRate) {
      this.lossRate = lossRate;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (ThreadLocalRandom.current().nextDouble() < lossRate) {
        ReferenceCountUtil.release(message);
      } else {
        context.fireChannelRead(message);
      }
    }
  }

  @Override
  public void close() {
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
