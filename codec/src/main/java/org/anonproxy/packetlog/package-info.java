/**
 * Writes the packet log, one line per packet, on a thread of its own. Needs the Disruptor, which is
 * an optional dependency of this module.
 *
 * <p>The way of a line: {@link org.anonproxy.packetlog.PacketLogFile} (any thread) puts its numbers
 * into a slot of the queue; {@code LogThread} hands the slots to {@code LineWriter}, which makes
 * them text in one buffer and writes that when no more lines wait.
 */
@NullMarked
package org.anonproxy.packetlog;

import org.jspecify.annotations.NullMarked;
