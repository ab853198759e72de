package org.anonproxy.server.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Keeps a server busy with a number of clients, each on a port of its own, on one event loop. All
 * are opened before the first begins: a loop that is busy opens only one in each of its rounds.
 *
 * <p>The less it takes of the machine, the more is left for the server, and the sharper are the
 * figures. Its sockets are connected where the server answers from the port that it was asked at,
 * as the kernel then finds the way once, which it does for a socket of IPv4 alone; a TFTP server
 * answers from another. A client waits for one datagram: asking for a second costs a system call.
 */
@SuppressWarnings("FutureReturnValueIgnored") // void promises, and a task for the loop's life
final class BlockDriver implements AutoCloseable {
  private static final long STALLED_MILLIS = 1000;

  private final Supplier<Dialogue> dialogues;
  private final InetSocketAddress server;
  private final boolean connected;

  private final ChannelGroup opened = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /** Belongs to the event loop. */
  private final List<Client> clients = new ArrayList<>();

  private volatile int begun;
  private final LongAdder blocks = new LongAdder();
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  private BlockDriver(Supplier<Dialogue> dialogues, InetSocketAddress server, boolean connected) {
    this.dialogues = dialogues;
    this.server = server;
    this.connected = connected;
  }

  /**
   * Starts so many clients, evenly over the first half of the warm-up: if all began at once, they
   * would overrun the server's socket, and also end at once, some seconds later, in code that the
   * JVM took for unused so far and has to compile again.
   *
   * @param protocol echo, base, or tftp:FILE
   * @param port the server's, on loopback
   */
  static BlockDriver start(String protocol, int port, int clients, long warmUpSeconds)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(1);
    Supplier<Dialogue> dialogues =
        switch (protocol) {
          case "echo" -> EchoDialogue::new;
          case "base" -> () -> new BaseDialogue(random.split());
          default -> () -> new TftpDialogue(protocol.substring("tftp:".length()));
        };
    boolean connected = !protocol.startsWith("tftp:");
    BlockDriver driver = new BlockDriver(dialogues, loopback(port), connected);
    try {
      driver.open(clients);
    } catch (Throwable failure) {
      driver.close();
      throw failure;
    }
    driver.begin(TimeUnit.SECONDS.toNanos(warmUpSeconds) / 2);
    return driver;
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"), port);
  }

  private void open(int count) throws InterruptedException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(eventLoops)
            .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(1024).maxMessagesPerRead(1))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    opened.add(channel);
                    channel.pipeline().addLast(new Client(dialogues.get(), channel));
                  }
                });
    List<ChannelFuture> opening = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      opening.add(connected ? bootstrap.connect(server, loopback(0)) : bootstrap.bind(loopback(0)));
    }
    for (ChannelFuture client : opening) {
      client.sync();
    }
  }

  private void begin(long rampNanos) {
    EventLoop eventLoop = eventLoops.next();
    long startNanos = System.nanoTime();
    eventLoop.execute(() -> beginFrom(0, startNanos, rampNanos));
    eventLoop.scheduleAtFixedRate(
        this::restartStalled, STALLED_MILLIS, STALLED_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Begins as many as are due by the time: the rounds of a busy loop are long. */
  private void beginFrom(int first, long startNanos, long rampNanos) {
    double due = (double) (System.nanoTime() - startNanos) / rampNanos;
    int end = (int) Math.ceil(Math.min(1, due) * clients.size());
    for (Client client : clients.subList(first, end)) {
      client.begin();
    }
    begun = end;
    if (end < clients.size()) {
      eventLoops
          .next()
          .schedule(() -> beginFrom(end, startNanos, rampNanos), 1, TimeUnit.MILLISECONDS);
    }
  }

  /** Returns how many clients have begun so far. */
  int begun() {
    return begun;
  }

  /** Returns how many blocks have arrived so far. */
  long blocks() {
    return blocks.sum();
  }

  /** Lets the clients go on for a while. */
  void run(long seconds) throws InterruptedException {
    eventLoops.next().schedule(() -> {}, seconds, TimeUnit.SECONDS).sync();
  }

  private void restartStalled() {
    for (Client client : clients) {
      client.restartIfStalled();
    }
  }

  /** Closes the sockets first: a loop that ends has a time limit for that. */
  @Override
  public void close() {
    opened.close().syncUninterruptibly();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Client extends ChannelInboundHandlerAdapter {
    private final Dialogue dialogue;
    private long progress;
    private long progressBefore = -1;
    private boolean begun;
    private final Channel channel;

    Client(Dialogue dialogue, Channel channel) {
      this.dialogue = dialogue;
      this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      clients.add(this);
    }

    private void begin() {
      begun = true;
      send(dialogue.begin(channel.alloc()), server);
      channel.flush();
    }

    private void send(ByteBuf datagram, InetSocketAddress to) {
      channel.write(connected ? datagram : new DatagramPacket(datagram, to), channel.voidPromise());
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
      if (begun && progress == progressBefore) {
        begin();
      }
      progressBefore = progress;
    }
  }
}
