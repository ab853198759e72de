package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * Takes part in a simulated network: an engine, or a whole listener with many of them, behind the
 * few calls that the network makes.
 *
 * <p>After every call that may change it, the network drains it.
 */
public interface SimulatedEndpoint {
  /**
   * Takes in a datagram.
   *
   * @param datagram borrowed
   */
  void receive(long nowNanos, Node source, ByteBuf datagram);

  /** Serves one deadline that is due, if there is one; called again while another is. */
  void timeout(long nowNanos);

  /** Tells whether {@link #timeout} must be called some time. */
  boolean hasDeadline();

  /** Returns the earliest deadline; meaningful if {@link #hasDeadline}. */
  long deadlineNanos();

  /** Hands over all there is to send and to report. */
  void drain(long nowNanos, ByteBufAllocator allocator, Outbox outbox);

  /** Returns the conversations that have not been forgotten, for the invariants to watch. */
  List<? extends Conversation> conversations();

  /** Ends at once, as a killed process does, and gives back what it holds. */
  void die();

  /** Takes what an endpoint sends. */
  interface Outbox {
    /**
     * Sends a datagram.
     *
     * @param datagram taken
     */
    void send(Node destination, ByteBuf datagram);
  }
}
