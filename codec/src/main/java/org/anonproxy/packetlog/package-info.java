/**
 * Writes the packet log, one line per packet, through a Log4j asynchronous logger that belongs to
 * the log alone. Needs log4j-core and the Disruptor at run time; the rest of this module does not.
 *
 * <p>The way of a line: {@link org.anonproxy.packetlog.PacketLogFile} (any thread) formats it into
 * a slot of the logger's ring; the logger's own thread hands the slots to {@code LineAppender},
 * which encodes them into one buffer and writes that at the end of each batch.
 */
@NullMarked
package org.anonproxy.packetlog;

import org.jspecify.annotations.NullMarked;
