package org.anonproxy.server.admin;

import java.util.List;
import org.anonproxy.netty.SocketMemory;
import org.anonproxy.server.session.EndpointSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Shows the whole server at one moment.
 *
 * @param takenNanos when, on the clock of {@link System#nanoTime}
 * @param lagNanos how late the timers of the latest event loop were
 * @param socket the receive queues together, if the system tells of them
 */
record ServerSample(
    long takenNanos, EndpointSnapshot endpoint, long lagNanos, @Nullable SocketMemory socket) {
  /** Adds up what each loop has seen. */
  static ServerSample of(long takenNanos, List<LoopSample> loops) {
    EndpointSnapshot endpoint = EndpointSnapshot.EMPTY;
    long lagNanos = 0;
    SocketMemory socket = null;
    for (LoopSample loop : loops) {
      endpoint = endpoint.plus(loop.endpoint());
      lagNanos = Math.max(lagNanos, loop.lagNanos());
      socket = sum(socket, loop.socket());
    }
    return new ServerSample(takenNanos, endpoint, lagNanos, socket);
  }

  private static @Nullable SocketMemory sum(@Nullable SocketMemory a, @Nullable SocketMemory b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return new SocketMemory(
        a.queuedBytes() + b.queuedBytes(),
        a.capacityBytes() + b.capacityBytes(),
        a.droppedDatagrams() + b.droppedDatagrams());
  }
}
