package org.anonproxy.server.admin;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes a connection at once when there are as many as are allowed.
 *
 * <p>Thread: the one event loop that all connections run on.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private final int most;
  private int open;

  ConnectionLimit(int most) {
    this.most = most;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do after it
  public void channelActive(ChannelHandlerContext context) {
    open++;
    if (open > most) {
      context.close();
    } else {
      context.fireChannelActive();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    open--;
    context.fireChannelInactive();
  }
}
