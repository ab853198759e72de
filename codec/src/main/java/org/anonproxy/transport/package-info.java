/**
 * Holds the transport engines: one conversation with one peer, without sockets, clock, threads or
 * logging. Time and randomness come in as arguments; datagrams and events are asked for.
 */
@NullMarked
package org.anonproxy.transport;

import org.jspecify.annotations.NullMarked;
