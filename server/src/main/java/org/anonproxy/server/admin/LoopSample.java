package org.anonproxy.server.admin;

import org.anonproxy.netty.SocketMemory;
import org.anonproxy.server.session.EndpointSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Shows one event loop at one moment.
 *
 * @param lagNanos how late its latest timers were, at most
 * @param socket the receive queue of its channel, if the system tells
 */
record LoopSample(EndpointSnapshot endpoint, long lagNanos, @Nullable SocketMemory socket) {
  static final LoopSample NONE = new LoopSample(EndpointSnapshot.EMPTY, 0, null);
}
