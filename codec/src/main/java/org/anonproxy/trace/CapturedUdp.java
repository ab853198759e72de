package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * Is one UDP datagram out of a capture.
 *
 * @param epochNanos when it passed, in nanoseconds since 1970; 0 if the capture does not say
 * @param lengthBytes the length of its payload
 * @param payload what was captured of that, maybe less; valid until the next is read, and needs no
 *     release
 */
public record CapturedUdp(
    long epochNanos,
    InetSocketAddress source,
    InetSocketAddress destination,
    int lengthBytes,
    ByteBuf payload) {}
