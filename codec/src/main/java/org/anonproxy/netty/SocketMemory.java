package org.anonproxy.netty;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Tells how full a datagram channel's receive queue is, as Linux accounts for it.
 *
 * @param queuedBytes what the datagrams that wait to be read take, the kernel's overhead included
 * @param capacityBytes how much that may be before the kernel drops datagrams
 * @param droppedDatagrams how many it dropped since the channel was opened
 */
public record SocketMemory(long queuedBytes, long capacityBytes, long droppedDatagrams) {

  /**
   * Asks the kernel, with one system call; from any thread.
   *
   * @return {@code null} if the channel does not run on epoll, or is closed
   */
  public static @Nullable SocketMemory of(Channel channel) {
    try {
      return EpollDatagrams.socketMemory(channel);
    } catch (NoClassDefFoundError absent) {
      // The epoll classes are an optional dependency of whoever embeds the codec.
      return null;
    }
  }
}
