package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Watches a {@link PageSender} and ends a conversation that advances too slowly or lasts too long.
 *
 * <p>A peer that acknowledges a block every now and then never lets a retransmission timer expire;
 * thousands of them would fill the session table for days.
 */
public final class WatchedSender implements Connection {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final PageSender sender;
  private final ProgressLimits limits;
  private final long endOfLifeNanos;
  private long endOfMinuteNanos;
  private int acknowledgedBefore;

  /** Watches {@code sender}, which begins now. */
  public WatchedSender(long nowNanos, PageSender sender, ProgressLimits limits) {
    this.sender = sender;
    this.limits = limits;
    this.endOfLifeNanos = nowNanos + limits.maxLifetimeNanos();
    this.endOfMinuteNanos = nowNanos + MINUTE_NANOS;
  }

  @Override
  public Disposition receive(long nowNanos, ByteBuf datagram) {
    return sender.receive(nowNanos, datagram);
  }

  @Override
  public void timeout(long nowNanos) {
    if (!sender.isOver()) {
      if (endOfLifeNanos - nowNanos <= 0) {
        sender.abort(CloseReason.LIFETIME_EXCEEDED);
      } else if (endOfMinuteNanos - nowNanos <= 0) {
        judgeMinute(nowNanos);
      }
    }
    sender.timeout(nowNanos);
  }

  private void judgeMinute(long nowNanos) {
    int acknowledged = sender.acknowledgedBytes();
    if (acknowledged - acknowledgedBefore < limits.minBytesPerMinute()) {
      sender.abort(CloseReason.TOO_SLOW);
    }
    acknowledgedBefore = acknowledged;
    endOfMinuteNanos = nowNanos + MINUTE_NANOS;
  }

  @Override
  public void abort(CloseReason reason) {
    sender.abort(reason);
  }

  @Override
  public @Nullable TransportEvent pollEvent() {
    return sender.pollEvent();
  }

  @Override
  public @Nullable ByteBuf pollDatagram(long nowNanos, ByteBufAllocator allocator) {
    return sender.pollDatagram(nowNanos, allocator);
  }

  @Override
  public boolean hasDeadline() {
    return sender.hasDeadline();
  }

  @Override
  public long deadlineNanos() {
    long deadlineNanos = sender.deadlineNanos();
    return sender.isOver()
        ? deadlineNanos
        : earlier(deadlineNanos, earlier(endOfMinuteNanos, endOfLifeNanos));
  }

  private static long earlier(long first, long second) {
    return first - second <= 0 ? first : second;
  }
}
