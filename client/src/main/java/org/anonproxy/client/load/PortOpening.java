package org.anonproxy.client.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Opens the UDP ports of one loop's clients, each connected to the server.
 *
 * <p>Thread: the loop's.
 */
final class PortOpening {
  /** Room for the largest packet, and more, so that one that is too long is seen to be. */
  private static final int RECEIVE_BUFFER_BYTES = 1024;

  private final LoadLoop loop;
  private final Target target;
  private final Bootstrap bootstrap;
  private final SplittableRandom linkRandom;
  private int opened;

  PortOpening(LoadLoop loop) {
    this.loop = loop;
    target = loop.plan().target();
    linkRandom = loop.share().random("link");
    RecyclingAllocator buffers = new RecyclingAllocator();
    loop.eventLoop().terminationFuture().addListener(ended -> buffers.close());
    bootstrap =
        target
            .transport()
            .newBootstrap(loop.eventLoop(), target.server().getAddress())
            .disableResolver()
            .option(ChannelOption.ALLOCATOR, buffers)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(RECEIVE_BUFFER_BYTES)
                    .maxMessagesPerRead(ClientPort.MAX_MESSAGES_PER_READ));
  }

  /** Opens all ports; the promise fails with the first port that cannot be opened. */
  void open(Promise<Void> allOpen) {
    PromiseCombiner combiner = new PromiseCombiner(loop.eventLoop());
    for (int client = 0; client < loop.share().clients(); client++) {
      ClientPort[] ports = new ClientPort[target.portsPerClient()];
      for (int index = 0; index < ports.length; index++) {
        ports[index] = open(combiner);
      }
      loop.add(ports);
    }
    combiner.finish(allOpen);
    loop.setSpares(
        new SparePorts(
            this::openSpare,
            loop.share().sparePorts(),
            loop.plan().conduct().retransmission().silenceBudgetNanos()));
  }

  private ClientPort open(PromiseCombiner combiner) {
    ClientPort port = newPort();
    combiner.add((Future<Void>) connect(port));
    return port;
  }

  private ClientPort openSpare() {
    ClientPort port = newPort();
    connect(port)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                loop.fail(connected.cause());
              }
            });
    return port;
  }

  private ClientPort newPort() {
    Impairment impairment = loop.plan().impairment();
    WireMeter meter = new WireMeter(loop::tally, loop::isMeasuring, impairment.isActive());
    ImpairmentHandler link =
        impairment.isActive()
            ? new ImpairmentHandler(impairment, linkRandom.split(), loop.impaired(), meter)
            : null;
    return new ClientPort(loop, meter, link);
  }

  private ChannelFuture connect(ClientPort port) {
    Bootstrap own =
        bootstrap
            .clone()
            .handler(new Pipeline(target.tap(), port.meter(), port.impairment(), port));
    InetAddress source = nextSource();
    return source == null
        ? own.connect(target.server())
        : own.connect(target.server(), new InetSocketAddress(source, 0));
  }

  private @Nullable InetAddress nextSource() {
    List<InetAddress> sources = target.sources();
    return sources.isEmpty() ? null : sources.get(opened++ % sources.size());
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final @Nullable ChannelHandler tap;
    private final WireMeter meter;
    private final @Nullable ImpairmentHandler link;
    private final ClientPort port;

    Pipeline(
        @Nullable ChannelHandler tap,
        WireMeter meter,
        @Nullable ImpairmentHandler link,
        ClientPort port) {
      this.tap = tap;
      this.meter = meter;
      this.link = link;
      this.port = port;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tap != null) {
        channel.pipeline().addLast(tap);
      }
      channel.pipeline().addLast(meter);
      if (link != null) {
        channel.pipeline().addLast(link);
      }
      channel.pipeline().addLast(port);
    }
  }
}
