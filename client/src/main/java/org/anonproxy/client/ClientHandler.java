package org.anonproxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.time.Duration;
import org.anonproxy.netty.ConnectionDriver;
import org.anonproxy.netty.DrivenConnection;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * Drives one conversation on one connected datagram channel, and closes the channel when the
 * conversation is over; the only handler in its pipeline.
 *
 * <p>What the network reports against the server, such as an ICMP "port unreachable", ends nothing:
 * strangers can forge it, and a server may be about to start. It only makes the final message
 * better.
 *
 * <p>It does without Netty's adapter, whose methods are annotated: to read an annotation, the JVM
 * makes two classes anew, in 10 ms of each process.
 *
 * <p>Thread: its channel's event loop.
 */
final class ClientHandler implements ChannelInboundHandler {
  /** The most datagrams that are read before what they caused is sent. */
  static final int MAX_MESSAGES_PER_READ = 16;

  private final ClientConfig config;
  private final Fetch fetch;
  private @Nullable Conversation conversation;
  private @Nullable IOException networkError;

  ClientHandler(ClientConfig config, Fetch fetch) {
    this.config = config;
    this.fetch = fetch;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {}

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {}

  @Override
  public void channelRegistered(ChannelHandlerContext context) {
    context.fireChannelRegistered();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext context) {
    context.fireChannelUnregistered();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (fetch.isInTransfer()) {
      conversation = new Conversation(context);
      conversation.open();
    } else {
      close(context);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (conversation != null && message instanceof DatagramPacket packet) {
        conversation.receive(packet.content());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (conversation != null) {
      conversation.driver.readComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (conversation != null) {
      conversation.driver.close();
      conversation = null;
    }
    fetch.abandon(CloseReason.SHUTDOWN, "the client's event loop was shut down");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.fireChannelWritabilityChanged();
  }

  @Override
  @SuppressWarnings("deprecation") // only as a method of every handler
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException e) {
      // A refusal says more than the failed sends that may follow from it.
      if (!(networkError instanceof PortUnreachableException)) {
        networkError = e;
      }
    } else {
      fetch.failOnThisSide(cause);
    }
  }

  /** Ends the conversation soon, also from within one of its own events. */
  void abort(CloseReason reason) {
    if (conversation != null) {
      conversation.abort(reason);
    }
  }

  /** Leaves what arrives in the socket. */
  void pauseReading() {
    if (conversation != null) {
      conversation.context.channel().config().setAutoRead(false);
    }
  }

  /** Reads on. */
  void resumeReading() {
    if (conversation != null) {
      conversation.context.channel().config().setAutoRead(true);
    }
  }

  /** Returns how much of the page has arrived. */
  long receivedBytes() {
    return conversation == null ? 0 : conversation.receiver.receivedBytes();
  }

  private static void close(ChannelHandlerContext context) {
    context.flush();
    ChannelFuture unused = context.close();
  }

  /** Passes on what the engine tells. */
  private final class Conversation extends DrivenConnection {
    private final ChannelHandlerContext context;
    private final ConnectionDriver driver;
    private final PageReceiver receiver;
    private final long openedNanos;

    Conversation(ChannelHandlerContext context) {
      this.context = context;
      driver = new ConnectionDriver(context, config.packetLog(), MAX_MESSAGES_PER_READ);
      openedNanos = driver.nanoTime();
      receiver =
          new PageReceiver(
              openedNanos,
              config.retransmission(),
              config.linger(),
              config.initialSequenceNumbers().getAsInt());
    }

    void open() {
      driver.settle(this);
      driver.flush();
    }

    void receive(ByteBuf datagram) {
      if (driver.arrived(datagram)) {
        driver.count(driver.receive(this, datagram));
      }
    }

    void abort(CloseReason reason) {
      receiver.abort(reason);
      // The engine's events may be being polled right now; its driver is not to be called then.
      context.executor().execute(this::settleAborted);
    }

    private void settleAborted() {
      driver.settle(this);
      driver.flush();
    }

    @Override
    protected Connection connection() {
      return receiver;
    }

    /**
     * Leaves the datagram as it is; each one that leaves is also the moment to tell of progress.
     */
    @Override
    protected Object address(ByteBuf datagram) {
      fetch.progressed(receiver.receivedBytes(), receiver.retransmissions() + duplicates());
      return datagram;
    }

    @Override
    protected void onEvent(TransportEvent event) {
      if (event instanceof TransportEvent.Data data) {
        fetch.data(data.bytes());
      } else if (event instanceof TransportEvent.Finished) {
        fetch.finished(result());
      } else if (event instanceof TransportEvent.Closed closed) {
        fetch.fail(failure(closed.reason()));
      }
    }

    private FetchResult result() {
      return new FetchResult(
          receiver.receivedBytes(), elapsed(), receiver.retransmissions(), duplicates());
    }

    /** Describes the end of a conversation; one that had finished by then makes no use of it. */
    private FetchException failure(CloseReason reason) {
      return new FailedConversation(
              fetch.server(),
              config.retransmission(),
              receiver.receivedBytes(),
              elapsed(),
              fetch.isWaitingForSink(),
              networkError)
          .exception(reason);
    }

    private Duration elapsed() {
      return Duration.ofNanos(driver.nanoTime() - openedNanos);
    }

    private long duplicates() {
      return driver.counters().of(Disposition.DUPLICATE);
    }

    @Override
    protected void onOver() {
      close(context);
    }
  }
}
