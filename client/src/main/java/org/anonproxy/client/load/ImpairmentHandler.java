package org.anonproxy.client.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.anonproxy.client.load.Sightings.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * Is a bad link in the pipeline of one datagram channel: loses, repeats, holds back and corrupts
 * what passes in either direction, before its neighbours see it.
 *
 * <p>Works on a channel whose messages are buffers or hold one. A lost datagram counts as written,
 * as it does on a real link. A reordered one waits until another has passed in its direction, or
 * for {@link Impairment#LONGEST_REORDERING}: a fixed time would not do, since a peer with one
 * packet outstanding sends nothing that could overtake before its timeout. What is still under way
 * when the channel closes is released.
 *
 * <p>Thread: the channel's event loop.
 */
final class ImpairmentHandler extends ChannelDuplexHandler {
  private final ImpairedLink inbound;
  private final ImpairedLink outbound;
  private final ImpairmentCounters counters;
  private final WireMeter meter;
  private final PriorityQueue<Held> underWay =
      new PriorityQueue<>(Comparator.comparingLong(Held::dueNanos).thenComparingLong(Held::order));
  private final Queue<Held> toBeOvertaken = new ArrayDeque<>(2);
  private long originNanos;
  private long order;
  private long corruptedInbound;

  /** A datagram under way, its times relative to the first one's. */
  private record Held(
      long dueNanos, long order, boolean inbound, Object message, @Nullable Sighting packet) {}

  ImpairmentHandler(
      Impairment impairment,
      SplittableRandom random,
      ImpairmentCounters counters,
      WireMeter meter) {
    this.inbound = new ImpairedLink(impairment, random.split());
    this.outbound = new ImpairedLink(impairment, random.split());
    this.counters = counters;
    this.meter = meter;
  }

  /** Returns how many datagrams have been corrupted on their way to the client. */
  long corruptedInbound() {
    return corruptedInbound;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    originNanos = context.executor().ticker().nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    pass(context, message, true);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!promise.isVoid()) {
      promise.setSuccess();
    }
    pass(context, message, false);
  }

  private void pass(ChannelHandlerContext context, Object message, boolean in) {
    ImpairedLink fate = in ? inbound : outbound;
    ByteBuf content = content(message);
    fate.next(content.readableBytes());
    counters.count(fate, in);
    if (fate.isLost()) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (fate.isCorrupted()) {
      flip(content, fate.corruptBit());
      corruptedInbound += in ? 1 : 0;
    }
    Object copy = fate.isDuplicated() ? copy(message) : null;
    Sighting packet = in ? meter.arriving() : null;
    long heldNanos = fate.heldNanos();
    long duplicateHeldNanos = fate.duplicateHeldNanos();
    if (fate.isReordered()) {
      await(context, message, in, packet);
    } else {
      carry(context, message, in, packet, heldNanos);
      overtake(context, in, heldNanos);
    }
    if (copy != null) {
      carry(context, copy, in, packet, duplicateHeldNanos);
      overtake(context, in, duplicateHeldNanos);
    }
  }

  /** Holds a datagram back until another has passed, or for long enough. */
  private void await(
      ChannelHandlerContext context, Object message, boolean in, @Nullable Sighting packet) {
    long longestNanos = Impairment.LONGEST_REORDERING.toNanos();
    long dueNanos = context.executor().ticker().nanoTime() - originNanos + longestNanos;
    Held held = new Held(dueNanos, order++, in, message, packet);
    toBeOvertaken.add(held);
    Future<?> unused =
        context
            .executor()
            .schedule(() -> giveUp(context, held), longestNanos, TimeUnit.NANOSECONDS);
  }

  private void giveUp(ChannelHandlerContext context, Held held) {
    if (toBeOvertaken.remove(held)) {
      carry(context, held.message(), held.inbound(), held.packet(), 0);
      complete(context);
    }
  }

  /** Sends on what waits in a direction, right after a datagram that takes so long. */
  private void overtake(ChannelHandlerContext context, boolean in, long heldNanos) {
    for (Iterator<Held> waiting = toBeOvertaken.iterator(); waiting.hasNext(); ) {
      Held held = waiting.next();
      if (held.inbound() == in) {
        waiting.remove();
        counters.reorder();
        carry(context, held.message(), in, held.packet(), heldNanos);
      }
    }
  }

  private static ByteBuf content(Object message) {
    return message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
  }

  private static Object copy(Object message) {
    return message instanceof ByteBufHolder holder ? holder.copy() : ((ByteBuf) message).copy();
  }

  private static void flip(ByteBuf content, int bit) {
    int index = content.readerIndex() + bit / Byte.SIZE;
    content.setByte(index, content.getByte(index) ^ 1 << bit % Byte.SIZE);
  }

  private void carry(
      ChannelHandlerContext context,
      Object message,
      boolean in,
      @Nullable Sighting packet,
      long heldNanos) {
    if (heldNanos == 0) {
      deliver(context, message, in, packet);
      return;
    }
    long dueNanos = context.executor().ticker().nanoTime() - originNanos + heldNanos;
    underWay.add(new Held(dueNanos, order++, in, message, packet));
    Future<?> unused =
        context.executor().schedule(() -> arrive(context), heldNanos, TimeUnit.NANOSECONDS);
  }

  private void arrive(ChannelHandlerContext context) {
    long nowNanos = context.executor().ticker().nanoTime() - originNanos;
    boolean delivered = false;
    for (Held head = underWay.peek();
        head != null && head.dueNanos() <= nowNanos;
        head = underWay.peek()) {
      underWay.remove();
      deliver(context, head.message(), head.inbound(), head.packet());
      delivered = true;
    }
    if (delivered) {
      complete(context);
    }
  }

  private static void complete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    context.flush();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
  private void deliver(
      ChannelHandlerContext context, Object message, boolean in, @Nullable Sighting packet) {
    if (in) {
      meter.deliver(packet);
      context.fireChannelRead(message);
    } else {
      context.write(message, context.voidPromise());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    underWay.forEach(held -> ReferenceCountUtil.release(held.message()));
    underWay.clear();
    toBeOvertaken.forEach(held -> ReferenceCountUtil.release(held.message()));
    toBeOvertaken.clear();
  }
}
