package org.anonproxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;

/** Drives receivers on an embedded channel, whose clock stands still until it is advanced. */
final class DriverRig implements AutoCloseable {
  static final int MAX_MESSAGES_PER_READ = 4;

  final MockTicker ticker = Ticker.newMockTicker();
  final FlushCounter flushes = new FlushCounter();
  final EmbeddedChannel channel;
  final ConnectionDriver driver;
  final List<Receiver> receivers = new ArrayList<>();

  DriverRig() {
    this(PacketLog.NONE);
  }

  DriverRig(PacketLog packetLog) {
    ChannelInboundHandlerAdapter owner = new ChannelInboundHandlerAdapter();
    channel = EmbeddedChannel.builder().ticker(ticker).handlers(flushes, owner).build();
    ChannelHandlerContext context = channel.pipeline().context(owner);
    driver = new ConnectionDriver(context, packetLog, MAX_MESSAGES_PER_READ);
  }

  /** Counts how often the driver flushes, and the tasks that the loop was given for it. */
  static final class FlushCounter extends ChannelOutboundHandlerAdapter {
    int count;

    @Override
    public void flush(ChannelHandlerContext context) {
      count++;
      context.flush();
    }
  }

  /** A driven receiver that notes what happens to it. */
  static final class Receiver extends DrivenConnection {
    final PageReceiver engine;
    final List<String> events = new ArrayList<>();
    boolean throwing;
    boolean outOfMemory;
    boolean over;

    Receiver(PageReceiver engine) {
      this.engine = engine;
    }

    @Override
    protected Connection connection() {
      return engine;
    }

    @Override
    protected Object address(ByteBuf datagram) {
      if (outOfMemory) {
        datagram.release();
        throw new OutOfMemoryError("no room for an envelope");
      }
      return datagram;
    }

    @Override
    protected void onEvent(TransportEvent event) {
      if (event instanceof TransportEvent.Data data) {
        data.bytes().release();
      }
      events.add(event.getClass().getSimpleName());
      if (throwing) {
        throw new IllegalStateException("a broken program");
      }
    }

    @Override
    protected void onOver() {
      over = true;
    }
  }

  /** Opens a conversation at the present time and sends its SYN. */
  Receiver connect(int isn, RetransmissionPolicy policy) {
    Receiver receiver =
        new Receiver(new PageReceiver(driver.nanoTime(), policy, Linger.AFTER_LOSS, isn));
    receivers.add(receiver);
    driver.settle(receiver);
    driver.flush();
    return receiver;
  }

  Receiver connect(int isn) {
    return connect(isn, RetransmissionPolicy.STANDARD);
  }

  /** Delivers a datagram without ending the batch. */
  void deliver(Receiver receiver, int sequenceNumber, int ackNumber, int flags, int payloadBytes) {
    ByteBuf datagram = Unpooled.buffer();
    PacketHeader.write(datagram, sequenceNumber, ackNumber, flags);
    datagram.writeZero(payloadBytes);
    if (driver.arrived(datagram)) {
      driver.count(driver.receive(receiver, datagram));
    }
    datagram.release();
  }

  /** Delivers a full batch of datagrams that mean nothing to anybody. */
  void deliverFullBatchOfNoise(Receiver receiver) {
    for (int i = 0; i < MAX_MESSAGES_PER_READ; i++) {
      deliver(receiver, 0, 0, Flags.SYN, 0);
    }
    driver.readComplete();
  }

  /** Advances the clock by so much and runs what the event loop has due then. */
  void pass(long millis) {
    passMicros(TimeUnit.MILLISECONDS.toMicros(millis));
  }

  /** Advances the clock by a part of a millisecond. */
  void passMicros(long micros) {
    ticker.advance(micros, TimeUnit.MICROSECONDS);
    channel.runScheduledPendingTasks();
  }

  /** Advances the clock millisecond by millisecond, as a loop that is never held up sees it. */
  void passSmoothly(long millis) {
    for (long i = 0; i < millis; i++) {
      pass(1);
    }
  }

  /** Takes what was sent and returns it as the packet log has it. */
  List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (ByteBuf datagram = channel.readOutbound();
        datagram != null;
        datagram = channel.readOutbound()) {
      sent.add(text(datagram));
      datagram.release();
    }
    return sent;
  }

  private static String text(ByteBuf datagram) {
    StringBuilder text = new StringBuilder();
    text.append(Integer.toUnsignedString(PacketHeader.sequenceNumber(datagram))).append(' ');
    text.append(Integer.toUnsignedString(PacketHeader.acknowledgmentNumber(datagram)));
    Flags.appendLabels(text, PacketHeader.flags(datagram));
    return text.toString();
  }

  @Override
  public void close() {
    for (Receiver receiver : receivers) {
      receiver.throwing = false;
      receiver.engine.abort(CloseReason.SHUTDOWN);
      driver.settle(receiver);
    }
    driver.flush();
    driver.close();
    channel.finishAndReleaseAll();
  }
}
