package org.anonproxy.server.session;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.RetransmissionPolicy;

/**
 * Gathers what an endpoint works with.
 *
 * @param page returns the page of this moment; each call gives a reference of its own away
 * @param random a source of secret keys
 */
public record EndpointSettings(
    SessionLimits limits,
    RetransmissionPolicy retransmission,
    InitialSequenceNumbers initialSequenceNumbers,
    Supplier<ByteBuf> page,
    PacketLog packetLog,
    SessionObserver observer,
    SecureRandom random) {}
