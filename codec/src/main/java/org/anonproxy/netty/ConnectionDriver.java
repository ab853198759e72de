package org.anonproxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Drives any number of engines on one datagram channel: reads the clock, feeds datagrams, writes
 * what the engines have to send, and calls them at their deadlines.
 *
 * <p>The handler that owns the driver passes on what happens to it: {@link #receive} for each
 * datagram, {@link #readComplete} after each batch, {@link #close} at the end. Nothing is flushed
 * before the batch is complete, so that one batch of datagrams in makes one batch out.
 *
 * <p>Thread: the channel's event loop, for every method.
 */
public final class ConnectionDriver {
  /** How long deadlines may wait for datagrams that stand in the socket's queue. */
  private static final long MAX_DEFERRAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How soon to look again whether the socket's queue has been read. */
  private static final long DEFERRAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * The grain of the clock that deadlines are served by (G of RFC 6298): those that fall between
   * two ticks share a wake-up and a flush. Without it, thousands of quiet conversations, each of
   * which postpones its deadline now and then, wake the loop thousands of times a second.
   */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How late a wake-up shows that the whole loop was held up, not just busy. */
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ChannelHandlerContext context;
  private final Ticker ticker;
  private final PacketLog packetLog;
  private final int maxMessagesPerRead;
  private final DatagramCounters counters = new DatagramCounters();
  private final DeadlineQueue deadlines = new DeadlineQueue();

  private @Nullable ScheduledFuture<?> wakeUp;
  private long wakeUpNanos;
  private int batchDatagrams;
  private boolean backlog;
  private boolean deferring;
  private long deferringSinceNanos;
  private boolean firing;
  private boolean closed;

  /**
   * Creates the driver of {@code context}'s channel.
   *
   * @param maxMessagesPerRead the most datagrams that the channel reads in one batch; a full batch
   *     means that more may be waiting
   */
  public ConnectionDriver(
      ChannelHandlerContext context, PacketLog packetLog, int maxMessagesPerRead) {
    this.context = context;
    this.ticker = context.executor().ticker();
    this.packetLog = packetLog;
    this.maxMessagesPerRead = maxMessagesPerRead;
  }

  /** Returns the time on the clock that all deadlines are measured by. */
  public long nanoTime() {
    return ticker.nanoTime();
  }

  /** Returns what has passed through so far; it keeps counting. */
  public DatagramCounters counters() {
    return counters;
  }

  /**
   * Counts and logs an arrived datagram; to be called once for each, before anything else.
   *
   * @param datagram borrowed
   * @return whether it is a packet; a malformed one has been counted and is to be dropped
   */
  public boolean arrived(ByteBuf datagram) {
    batchDatagrams++;
    counters.received(datagram.readableBytes());
    if (!PacketHeader.isWellFormed(datagram)) {
      counters.count(Disposition.MALFORMED);
      return false;
    }
    if (packetLog != PacketLog.NONE) {
      packetLog.received(
          PacketHeader.sequenceNumber(datagram),
          PacketHeader.acknowledgmentNumber(datagram),
          PacketHeader.flags(datagram));
    }
    return true;
  }

  /**
   * Feeds a datagram to an engine and does what follows from it.
   *
   * @param datagram borrowed
   * @return what became of it, not yet counted: the caller may still find a use for it and calls
   *     {@link #count} in the end
   */
  public Disposition receive(DrivenConnection driven, ByteBuf datagram) {
    long nowNanos = ticker.nanoTime();
    Disposition disposition = driven.connection().receive(nowNanos, datagram);
    settle(driven, nowNanos);
    return disposition;
  }

  /** Counts what became of a packet. */
  public void count(Disposition disposition) {
    counters.count(disposition);
  }

  /** Ends a batch of datagrams: what it caused is flushed. */
  public void readComplete() {
    backlog = batchDatagrams >= maxMessagesPerRead;
    batchDatagrams = 0;
    context.flush();
  }

  /**
   * Polls an engine dry and sets its deadline; to be called after the engine was created or called
   * from elsewhere. Datagrams are written, not flushed.
   */
  public void settle(DrivenConnection driven) {
    settle(driven, ticker.nanoTime());
  }

  private void settle(DrivenConnection driven, long nowNanos) {
    Connection connection = driven.connection();
    for (TransportEvent event = connection.pollEvent();
        event != null;
        event = connection.pollEvent()) {
      driven.onEvent(event);
    }
    for (ByteBuf datagram = connection.pollDatagram(nowNanos, context.alloc());
        datagram != null;
        datagram = connection.pollDatagram(nowNanos, context.alloc())) {
      write(datagram, driven.address(datagram));
    }
    if (connection.hasDeadline()) {
      deadlines.schedule(driven, connection.deadlineNanos());
      wakeUpInTime();
    } else {
      deadlines.remove(driven);
      driven.onOver();
    }
  }

  /**
   * Writes a datagram that belongs to no engine, without flushing.
   *
   * @param datagram the bytes, for counting and logging
   * @param message taken: what the channel writes, the datagram itself or its envelope
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
  public void write(ByteBuf datagram, Object message) {
    counters.sent(datagram.readableBytes());
    if (firing) {
      counters.retransmitted(datagram.readableBytes());
    }
    if (packetLog != PacketLog.NONE) {
      packetLog.sent(
          PacketHeader.sequenceNumber(datagram),
          PacketHeader.acknowledgmentNumber(datagram),
          PacketHeader.flags(datagram));
    }
    context.write(message, context.voidPromise());
  }

  /** Flushes what {@link #settle} and {@link #write} wrote outside a batch of datagrams. */
  public void flush() {
    context.flush();
  }

  /** Stops the timer for good; no connection is called any more. */
  public void close() {
    closed = true;
    if (wakeUp != null) {
      wakeUp.cancel(false);
      wakeUp = null;
    }
  }

  private void wakeUpInTime() {
    if (firing || deferring || closed || deadlines.isEmpty()) {
      return; // A deferred wake-up comes soon enough for every deadline.
    }
    long earliestNanos = deadlines.wakeUpNanos();
    ScheduledFuture<?> pending = wakeUp;
    if (pending != null) {
      if (wakeUpNanos - earliestNanos < TICK_NANOS) {
        return;
      }
      pending.cancel(false);
    }
    wakeUpAt(nextTickNanos(earliestNanos));
  }

  private static long nextTickNanos(long timeNanos) {
    long endNanos = timeNanos + TICK_NANOS - 1;
    return endNanos - Math.floorMod(endNanos, TICK_NANOS);
  }

  private void wakeUpAt(long timeNanos) {
    wakeUpNanos = timeNanos;
    long delayNanos = timeNanos - ticker.nanoTime();
    wakeUp = context.executor().schedule(this::wakeUp, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void wakeUp() {
    wakeUp = null;
    long nowNanos = ticker.nanoTime();
    if (mustReadFirst(nowNanos)) {
      wakeUpAt(nowNanos + DEFERRAL_NANOS);
    } else {
      deferring = false;
      fire(nowNanos);
    }
  }

  /**
   * Tells whether datagrams may be waiting that should be read before deadlines are served, since
   * the answer that a deadline waits for may be among them: the last batch was full, or this loop
   * has been held up. The deferral is bounded, so that a flood cannot stop the clock.
   */
  private boolean mustReadFirst(long nowNanos) {
    boolean mayBeWaiting = backlog;
    backlog = false; // A full batch of long ago says nothing; one that is read meanwhile does.
    if (!deferring) {
      deferring = mayBeWaiting || nowNanos - wakeUpNanos > HELD_UP_NANOS;
      deferringSinceNanos = nowNanos;
      return deferring;
    }
    return mayBeWaiting && nowNanos - deferringSinceNanos < MAX_DEFERRAL_NANOS;
  }

  private void fire(long nowNanos) {
    firing = true;
    try {
      for (DeadlineQueue.Entry due = deadlines.pollDue(nowNanos);
          due != null && !closed;
          due = deadlines.pollDue(nowNanos)) {
        serve((DrivenConnection) due, nowNanos);
      }
    } finally {
      firing = false;
      wakeUpInTime();
    }
    context.flush();
  }

  /** Calls a connection whose deadline has come; what goes wrong there harms no other. */
  private void serve(DrivenConnection driven, long nowNanos) {
    try {
      driven.connection().timeout(nowNanos);
      settle(driven, nowNanos);
    } catch (Throwable failure) { // memory that ran out is no reason to stop the clock either
      recover(driven, nowNanos);
      // The event loop would keep it to itself, in the future of the wake-up that nobody looks at.
      context.pipeline().fireExceptionCaught(failure);
    }
  }

  /**
   * Goes on after a failure as after a lost packet, if the engine has set its next deadline before;
   * otherwise nobody knows how far it came, and it is given up.
   */
  private void recover(DrivenConnection driven, long nowNanos) {
    Connection connection = driven.connection();
    if (connection.hasDeadline() && connection.deadlineNanos() - nowNanos > 0) {
      deadlines.schedule(driven, connection.deadlineNanos());
    } else {
      connection.abort(CloseReason.CANCELLED);
      driven.onOver();
    }
  }
}
