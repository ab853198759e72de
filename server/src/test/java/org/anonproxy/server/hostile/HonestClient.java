package org.anonproxy.server.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ThreadLocalRandom;
import org.anonproxy.netty.ConnectionDriver;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.DrivenConnection;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/** Fetches the page once on a connected channel and compares every byte. */
final class HonestClient extends ChannelInboundHandlerAdapter {
  private final ByteBuf expected;
  private final Fetches fetches;
  private @Nullable ConnectionDriver driver;
  private @Nullable Fetch fetch;

  HonestClient(byte[] expected, Fetches fetches) {
    this.expected = Unpooled.wrappedBuffer(expected);
    this.fetches = fetches;
  }

  private final class Fetch extends DrivenConnection {
    private final ChannelHandlerContext context;
    private final PageReceiver receiver;
    private final long startNanos = System.nanoTime();
    private boolean same = true;
    private boolean finished;

    Fetch(ChannelHandlerContext context, long nowNanos) {
      this.context = context;
      int isn = ThreadLocalRandom.current().nextInt();
      receiver = new PageReceiver(nowNanos, RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, isn);
    }

    @Override
    protected PageReceiver connection() {
      return receiver;
    }

    @Override
    protected Object address(ByteBuf datagram) {
      return datagram;
    }

    @Override
    protected void onEvent(TransportEvent event) {
      if (event instanceof TransportEvent.Data data) {
        compare(data.bytes());
      } else if (event instanceof TransportEvent.Finished) {
        finished = same && !expected.isReadable();
        if (finished) {
          fetches.completed(System.nanoTime() - startNanos);
        }
      } else if (event instanceof TransportEvent.Closed && !finished) {
        fetches.failed();
      }
    }

    private void compare(ByteBuf bytes) {
      int length = bytes.readableBytes();
      same &= length <= expected.readableBytes() && expected.readSlice(length).equals(bytes);
      bytes.release();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
    protected void onOver() {
      context.close(context.voidPromise());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ConnectionDriver started =
        new ConnectionDriver(context, PacketLog.NONE, DatagramTransport.MAX_MESSAGES_PER_READ);
    Fetch begun = new Fetch(context, started.nanoTime());
    driver = started;
    fetch = begun;
    started.settle(begun);
    started.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (driver != null && fetch != null && message instanceof DatagramPacket packet) {
        if (driver.arrived(packet.content())) {
          driver.count(driver.receive(fetch, packet.content()));
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (driver != null) {
      driver.readComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (driver != null) {
      driver.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // What was lost is repeated; a fetch that fails for it is counted when it ends.
  }
}
