package org.anonproxy.server.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Keeps a server busy with a number of clients, each on a port of its own, and prints how many
 * blocks per second it served and how much CPU time each one cost it.
 *
 * <p>Arguments: protocol (echo, base, or tftp:FILE), server port, server process (0 is none to
 * measure), clients, seconds of warm-up, seconds of measurement.
 */
@SuppressWarnings("FutureReturnValueIgnored") // void promises, and a task for the loop's life
final class BlockDriver {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long STALLED_MILLIS = 1000;

  private final Supplier<Dialogue> dialogues;
  private final InetSocketAddress server;
  private final List<Client> clients = new ArrayList<>();

  private final LongAdder blocks = new LongAdder();

  private BlockDriver(Supplier<Dialogue> dialogues, InetSocketAddress server) {
    this.dialogues = dialogues;
    this.server = server;
  }

  /** Runs one measurement and prints one line. */
  public static void main(String[] arguments) throws Exception {
    String protocol = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    long process = Long.parseLong(arguments[2]);
    int clients = Integer.parseInt(arguments[3]);
    SplittableRandom random = new SplittableRandom(1);
    Supplier<Dialogue> dialogues =
        switch (protocol) {
          case "echo" -> EchoDialogue::new;
          case "base" -> () -> new BaseDialogue(random.split());
          default -> () -> new TftpDialogue(protocol.substring("tftp:".length()));
        };
    InetSocketAddress server =
        new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"), port);
    new BlockDriver(dialogues, server)
        .run(clients, process, Long.parseLong(arguments[4]), Long.parseLong(arguments[5]));
  }

  private void run(int count, long process, long warmUpSeconds, long seconds) throws Exception {
    EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(eventLoops)
            .channel(EpollDatagramChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(1024))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Client(dialogues.get(), channel));
                  }
                });
    InetSocketAddress anyPort =
        new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"), 0);
    for (int i = 0; i < count; i++) {
      bootstrap.bind(anyPort).sync();
    }
    eventLoops
        .next()
        .scheduleAtFixedRate(
            this::restartStalled, STALLED_MILLIS, STALLED_MILLIS, TimeUnit.MILLISECONDS);

    pause(eventLoops, warmUpSeconds);
    long blocksBefore = blocks.sum();
    double cpuBefore = cpuSeconds(process);
    long startNanos = System.nanoTime();
    pause(eventLoops, seconds);
    double elapsed = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
    long served = blocks.sum() - blocksBefore;
    double cpu = cpuSeconds(process) - cpuBefore;
    System.out.printf(
        Locale.ROOT, "%.0f %.3f%n", served / elapsed, served == 0 ? 0 : cpu / served * 1e6);
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static void pause(EventLoopGroup eventLoops, long seconds) throws InterruptedException {
    eventLoops.next().schedule(() -> {}, seconds, TimeUnit.SECONDS).sync();
  }

  private void restartStalled() {
    for (Client client : clients) {
      client.restartIfStalled();
    }
  }

  /** Reads the CPU time of a process and of the children that it has waited for. */
  private static double cpuSeconds(long process) throws IOException {
    if (process == 0) {
      return 0;
    }
    String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / 100.0;
  }

  private final class Client extends ChannelInboundHandlerAdapter {
    private final Dialogue dialogue;
    private long progress;
    private long progressBefore = -1;
    private final Channel channel;

    Client(Dialogue dialogue, Channel channel) {
      this.dialogue = dialogue;
      this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      clients.add(this);
      begin();
    }

    private void begin() {
      send(dialogue.begin(channel.alloc()), server);
      channel.flush();
    }

    private void send(ByteBuf datagram, InetSocketAddress to) {
      channel.write(new DatagramPacket(datagram, to), channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      ByteBuf answer = dialogue.answer(packet.content(), context.alloc());
      if (answer != null) {
        progress++;
        send(answer, packet.sender());
      }
      if (dialogue.carriedBlock()) {
        blocks.increment();
      }
      if (dialogue.isComplete()) {
        send(dialogue.begin(channel.alloc()), server);
      }
      packet.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    void restartIfStalled() {
      if (progress == progressBefore) {
        begin();
      }
      progressBefore = progress;
    }
  }
}
