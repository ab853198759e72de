package org.anonproxy.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.UnixChannelOption;
import java.util.concurrent.ThreadFactory;

/** Sets up epoll; in a class of its own, since Netty's epoll classes may be absent. */
final class EpollDatagrams {
  /** How many datagrams one recvmmsg call takes. */
  private static final int DATAGRAMS_PER_CALL = 32;

  private EpollDatagrams() {}

  static boolean areAvailable() {
    return Epoll.isAvailable();
  }

  static EventLoopGroup newEventLoops(int threads, ThreadFactory threadFactory) {
    return new MultiThreadIoEventLoopGroup(threads, threadFactory, EpollIoHandler.newFactory());
  }

  static Bootstrap configure(Bootstrap bootstrap) {
    return bootstrap
        .channel(EpollDatagramChannel.class)
        .option(
            EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DatagramTransport.RECEIVE_BUFFER_BYTES)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(
                    DATAGRAMS_PER_CALL * DatagramTransport.RECEIVE_BUFFER_BYTES)
                .maxMessagesPerRead(DatagramTransport.MAX_MESSAGES_PER_READ));
  }

  static void sharePort(Bootstrap bootstrap) {
    bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
  }
}
