package org.anonproxy.netty;

import io.netty.buffer.ByteBuf;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.TransportEvent;

/**
 * Joins one engine to what its program makes of it: how its datagrams are addressed and what its
 * events mean. It is driven by a {@link ConnectionDriver}, on that driver's event loop.
 */
public abstract class DrivenConnection extends DeadlineQueue.Entry {
  /** Creates a connection that no driver knows yet. */
  protected DrivenConnection() {}

  /** Returns the engine; always the same one. */
  protected abstract Connection connection();

  /**
   * Makes of a datagram what the channel writes: itself on a connected channel, a {@code
   * DatagramPacket} elsewhere.
   *
   * @param datagram taken
   */
  protected abstract Object address(ByteBuf datagram);

  /** Reacts to an event, whose buffers it takes. It may call the engine, but not its driver. */
  protected abstract void onEvent(TransportEvent event);

  /**
   * Reacts to the end of everything: the engine has no deadline left, and whatever holds on to this
   * connection is to let go. May be called more than once.
   */
  protected abstract void onOver();
}
