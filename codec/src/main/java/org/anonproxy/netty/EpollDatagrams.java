package org.anonproxy.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Sets up epoll; in a class of its own, since Netty's epoll classes may be absent. */
final class EpollDatagrams {
  /** How many datagrams one recvmmsg call takes. */
  private static final int DATAGRAMS_PER_CALL = 32;

  private static final int SOL_SOCKET = 1;

  /** The option SO_MEMINFO of Linux, an array of unsigned 32-bit numbers (sock_diag(7)). */
  private static final int SO_MEMINFO = 55;

  private static final int MEMINFO_NUMBERS = 9;
  private static final int MEMINFO_RMEM_ALLOC = 0;
  private static final int MEMINFO_RCVBUF = 1;
  private static final int MEMINFO_DROPS = 8;

  private static final RawUnixChannelOption MEMINFO =
      new RawUnixChannelOption(
          "SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, MEMINFO_NUMBERS * Integer.BYTES);

  private EpollDatagrams() {}

  static boolean areAvailable() {
    return Epoll.isAvailable();
  }

  static EventLoopGroup newEventLoops(int threads, ThreadFactory threadFactory) {
    return new MultiThreadIoEventLoopGroup(threads, threadFactory, EpollIoHandler.newFactory());
  }

  static Bootstrap configure(Bootstrap bootstrap, @Nullable SocketProtocolFamily family) {
    return bootstrap
        .channelFactory(() -> new EpollDatagramChannel(family))
        .option(
            EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DatagramTransport.RECEIVE_BUFFER_BYTES)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new DatagramBatches(
                DATAGRAMS_PER_CALL * DatagramTransport.RECEIVE_BUFFER_BYTES,
                DatagramTransport.MAX_MESSAGES_PER_READ));
  }

  static ChannelOption<Boolean> portSharing() {
    return UnixChannelOption.SO_REUSEPORT;
  }

  static @Nullable SocketMemory socketMemory(Channel channel) {
    if (!(channel instanceof EpollDatagramChannel) || !channel.isOpen()) {
      return null;
    }
    ByteBuffer numbers;
    try {
      numbers = channel.config().getOption(MEMINFO);
    } catch (ChannelException closedMeanwhile) {
      return null;
    }
    numbers.order(ByteOrder.nativeOrder());
    return new SocketMemory(
        unsigned(numbers, MEMINFO_RMEM_ALLOC),
        unsigned(numbers, MEMINFO_RCVBUF),
        unsigned(numbers, MEMINFO_DROPS));
  }

  private static long unsigned(ByteBuffer numbers, int index) {
    return Integer.toUnsignedLong(numbers.getInt(index * Integer.BYTES));
  }
}
