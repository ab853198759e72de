package org.anonproxy.capture;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;

/** Knows what Netty's native transports add; whoever embeds the codec may lack their classes. */
final class NativeDatagrams {
  private static final boolean PRESENT = arePresent();

  private NativeDatagrams() {}

  private static boolean arePresent() {
    try {
      return EpollDatagramChannel.class.getName() != null && SegmentedDatagramPacket.class != null;
    } catch (NoClassDefFoundError absent) {
      return false;
    }
  }

  /** Returns the length of the datagrams that {@code packet} is a burst of; 0 if it is one. */
  static int segmentBytes(DatagramPacket packet) {
    return PRESENT && packet instanceof SegmentedDatagramPacket burst ? burst.segmentSize() : 0;
  }

  /**
   * Asks epoll for the address that each IPv4 datagram was sent to ({@code IP_RECVORIGDSTADDR}),
   * which its packets then name as their recipient.
   */
  static void requestRecipients(Channel channel) {
    if (PRESENT && channel instanceof EpollDatagramChannel) {
      try {
        channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
      } catch (ChannelException refused) {
        // The writer finds the address out in another way, as it does on every other transport.
      }
    }
  }
}
