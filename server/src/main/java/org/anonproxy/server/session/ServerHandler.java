package org.anonproxy.server.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.jspecify.annotations.Nullable;

/**
 * Serves every peer of one datagram channel; the only handler in its pipeline.
 *
 * <p>It passes what happens on the channel to its {@link Endpoint}, whose counts outlive the
 * channel. One instance serves one channel.
 */
public final class ServerHandler extends ChannelInboundHandlerAdapter {
  private final EndpointSettings settings;
  private final SourceFilter sources;
  private @Nullable Endpoint endpoint;

  /**
   * Creates the handler of one channel.
   *
   * @param local the address that the channel is bound to
   * @throws SocketException if the network interfaces cannot be listed
   */
  public ServerHandler(EndpointSettings settings, InetSocketAddress local) throws SocketException {
    this.settings = settings;
    this.sources = new SourceFilter(local);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    endpoint = new Endpoint(context, settings, sources);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (endpoint != null && message instanceof DatagramPacket packet) {
        endpoint.receive(packet);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (endpoint != null) {
      endpoint.readComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (endpoint != null) {
      endpoint.close(CloseReason.SHUTDOWN);
    }
    context.fireChannelInactive();
  }

  /**
   * Reports a failed send or receive. The channel stays open: the next packet may do better, and
   * retransmission repairs what was lost.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    settings.observer().failed(cause);
  }

  /**
   * Refuses new sessions, in silence, and lets the running ones end; on the event loop.
   *
   * @param whenDrained is run when none runs any more, there and perhaps more than once
   */
  public void drain(Runnable whenDrained) {
    if (endpoint == null) {
      whenDrained.run();
    } else {
      endpoint.drain(whenDrained);
    }
  }

  /** Returns how many sessions there are, tombstones included; on the event loop. */
  public int sessions() {
    return endpoint == null ? 0 : endpoint.sessions();
  }

  /**
   * Returns what the channel has seen so far; on the event loop.
   *
   * @param mostSessions how many sessions at most are described one by one
   */
  public EndpointSnapshot snapshot(int mostSessions) {
    return endpoint == null ? EndpointSnapshot.EMPTY : endpoint.snapshot(mostSessions);
  }

  /** Returns how many SYNs were answered without keeping anything; elsewhere it may be older. */
  public long answersWithoutSession() {
    return endpoint == null ? 0 : endpoint.answersWithoutSession();
  }

  /** Returns how many packets met with {@code disposition}; elsewhere it may be older. */
  public long count(Disposition disposition) {
    return endpoint == null ? 0 : endpoint.count(disposition);
  }
}
