package org.anonproxy.server.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.anonproxy.netty.ConnectionDriver;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.DrivenConnection;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/** Fetches the page once on a connected channel and has every byte judged. */
final class HonestClient extends ChannelInboundHandlerAdapter {
  private final PageReading reading;
  private final Fetches fetches;
  private @Nullable ConnectionDriver driver;
  private @Nullable Fetch fetch;

  HonestClient(PageReading reading, Fetches fetches) {
    this.reading = reading;
    this.fetches = fetches;
  }

  private final class Fetch extends DrivenConnection {
    private final ChannelHandlerContext context;
    private final PageReceiver receiver;
    private final long startNanos = System.nanoTime();
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
        reading.take(data.bytes());
        data.bytes().release();
      } else if (event instanceof TransportEvent.Finished) {
        finished = true;
        end();
      } else if (event instanceof TransportEvent.Closed closed && !finished) {
        fetches.failed(failure(closed.reason().text()));
      }
    }

    private String failure(String reason) {
      return String.format(
          "%s, %s after %d ms",
          NetUtil.toSocketAddressString((InetSocketAddress) context.channel().localAddress()),
          reason,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    private void end() {
      if (reading.isRight()) {
        fetches.completed(System.nanoTime() - startNanos);
      } else {
        fetches.failed(failure("a wrong page"));
      }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a socket closes or has gone
    protected void onOver() {
      // Not within a read: Netty would read on from a descriptor that is another socket's by then.
      context.executor().execute(() -> context.close());
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
