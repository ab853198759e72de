package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Speaks one conversation with one peer: takes datagrams and the time, and is asked for events,
 * datagrams and the next deadline.
 *
 * <p>A connection belongs to one thread at a time. It never sleeps, sends or logs by itself: after
 * every call that may change it, the driver polls events until {@code null}, then datagrams until
 * {@code null}, and then sets its timer to the deadline.
 *
 * <p>All times are nanoseconds of one monotonic clock with an arbitrary origin, compared by
 * subtraction, so that the clock may wrap.
 */
public interface Connection {
  /**
   * Takes in a datagram of the peer; never throws for what the peer sent.
   *
   * @param datagram borrowed; its indices are left alone
   * @return what became of it, for the driver to count
   */
  Disposition receive(long nowNanos, ByteBuf datagram);

  /** Does what is due at {@code nowNanos}; a call before the deadline changes nothing. */
  void timeout(long nowNanos);

  /**
   * Ends the conversation at once for a local reason, without telling the peer; the base protocol
   * has no packet for it. Does nothing once the conversation has ended.
   */
  void abort(CloseReason reason);

  /** Returns the next event, which the caller takes, or {@code null} when there is none. */
  @Nullable TransportEvent pollEvent();

  /**
   * Returns the next datagram to send, which the caller takes, or {@code null} when there is none.
   */
  @Nullable ByteBuf pollDatagram(long nowNanos, ByteBufAllocator allocator);

  /** Tells whether {@link #timeout} must be called some time; false only when all is over. */
  boolean hasDeadline();

  /** Returns when {@link #timeout} is to be called; meaningful if {@link #hasDeadline}. */
  long deadlineNanos();
}
