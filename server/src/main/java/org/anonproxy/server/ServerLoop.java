package org.anonproxy.server;

import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.anonproxy.netty.SocketMemory;
import org.anonproxy.server.session.EndpointSnapshot;
import org.anonproxy.server.session.ServerHandler;
import org.jspecify.annotations.Nullable;

/**
 * Is one event loop of a serving {@link AnonServer}, with its channel, for those who watch it.
 *
 * <p>Safe for use by any thread, but for {@link #snapshot}.
 */
public final class ServerLoop {
  private final Channel channel;
  private final ServerHandler handler;

  ServerLoop(Channel channel, ServerHandler handler) {
    this.channel = channel;
    this.handler = handler;
  }

  /** Returns the loop, for tasks that must take no time. */
  public EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /**
   * Returns what the loop's channel has seen so far; on the event loop.
   *
   * @param mostSessions how many sessions at most are described one by one
   */
  public EndpointSnapshot snapshot(int mostSessions) {
    return handler.snapshot(mostSessions);
  }

  /** Returns how full the socket's receive queue is, {@code null} where the system does not say. */
  public @Nullable SocketMemory socketMemory() {
    return SocketMemory.of(channel);
  }

  /** Returns the memory of the buffers that datagrams are read into and written from. */
  public @Nullable ByteBufAllocatorMetric bufferMemory() {
    return channel.alloc() instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric()
        : null;
  }
}
