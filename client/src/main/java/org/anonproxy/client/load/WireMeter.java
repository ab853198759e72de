package org.anonproxy.client.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.anonproxy.client.load.Sightings.Sighting;
import org.anonproxy.client.load.Sightings.Sighting.Use;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Counts every datagram of one port where it crosses the socket: outside the simulated link, so
 * that the figures are those of the real wire and of the server.
 *
 * <p>Whether a datagram is a repetition is judged here, too: it is if the same packet crossed the
 * socket before, whatever the simulated link did to that one. What else a datagram was good for is
 * said by who gets it ({@link #accepted}, {@link #discarded}); until then it counts as lost on the
 * simulated link.
 *
 * <p>Thread: its loop's.
 */
final class WireMeter extends ChannelDuplexHandler {
  private final Supplier<LoadTally> tally;
  private final BooleanSupplier measuring;
  private final Sightings received;
  private final Sightings sent = new Sightings(false);
  private @Nullable Sighting arriving;

  /**
   * Creates a meter.
   *
   * @param tally what to count in, right now
   * @param measuring whether the warm-up is over
   * @param linked whether there is a simulated link, which may deliver a packet long after others
   */
  WireMeter(Supplier<LoadTally> tally, BooleanSupplier measuring, boolean linked) {
    this.tally = tally;
    this.measuring = measuring;
    received = new Sightings(linked);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf datagram = content(message);
    Sighting seen = find(received, datagram);
    tally.get().receive(datagram.readableBytes(), seen != null);
    arriving = seen == null ? add(received, datagram) : seen;
    context.fireChannelRead(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which its owner looks at
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf datagram = content(message);
    boolean again = find(sent, datagram) != null;
    tally.get().send(datagram.readableBytes(), again);
    if (!again) {
      add(sent, datagram);
    }
    context.write(message, promise);
  }

  private static ByteBuf content(Object message) {
    return message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
  }

  private static @Nullable Sighting find(Sightings sightings, ByteBuf datagram) {
    int bytes = datagram.readableBytes();
    return bytes < PacketHeader.LENGTH_BYTES
        ? null
        : sightings.find(
            datagram.getLong(datagram.readerIndex()), PacketHeader.flags(datagram), bytes);
  }

  private Sighting add(Sightings sightings, ByteBuf datagram) {
    int bytes = datagram.readableBytes();
    boolean hasHeader = bytes >= PacketHeader.LENGTH_BYTES;
    return sightings.add(
        hasHeader ? datagram.getLong(datagram.readerIndex()) : 0,
        hasHeader ? PacketHeader.flags(datagram) : 0,
        bytes,
        measuring.getAsBoolean());
  }

  /** Returns the packet that is being delivered. */
  @Nullable Sighting arriving() {
    return arriving;
  }

  /** Says which packet is delivered next, by a link that has held it. */
  void deliver(@Nullable Sighting packet) {
    arriving = packet;
  }

  /**
   * Tells whether the page bytes of the packet being delivered are to be counted: not if they
   * crossed the wire during the warm-up, and not if they have been counted already.
   */
  boolean countsArriving() {
    return arriving != null && arriving.isMeasured() && arriving.use() != Use.ACCEPTED;
  }

  /** Takes note that the client has accepted the packet being delivered. */
  void accepted(long pageBytes) {
    Sighting packet = arriving;
    if (packet == null || !countsArriving()) {
      return;
    }
    LoadTally counted = tally.get();
    if (packet.use() == Use.DISCARDED) {
      counted.undoDiscard(packet.bytes());
    } else {
      counted.find(packet.bytes());
    }
    counted.header(packet.bytes() - pageBytes);
    packet.become(Use.ACCEPTED);
  }

  /** Takes note that the client had no use for the datagram being delivered. */
  void discarded() {
    Sighting packet = arriving;
    if (packet != null && packet.isMeasured() && packet.use() == Use.NONE) {
      tally.get().find(packet.bytes());
      tally.get().discard(packet.bytes());
      packet.become(Use.DISCARDED);
    }
  }
}
