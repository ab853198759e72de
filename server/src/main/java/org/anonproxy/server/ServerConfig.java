package org.anonproxy.server;

import java.net.InetSocketAddress;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.server.session.SessionLimits;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Sets how an {@link AnonServer} serves. Immutable; start from {@link #at} and change what differs.
 *
 * @param bindAddress where to listen; port 0 takes a free one
 * @param initialSequenceNumbers replaces the secret-keyed ones, for demonstrations and tests
 */
public record ServerConfig(
    InetSocketAddress bindAddress,
    DatagramTransport transport,
    RetransmissionPolicy retransmission,
    SessionLimits limits,
    @Nullable InitialSequenceNumbers initialSequenceNumbers) {

  /** Returns the protocol's standard settings at {@code bindAddress}. */
  public static ServerConfig at(InetSocketAddress bindAddress) {
    return new ServerConfig(
        bindAddress,
        DatagramTransport.AUTO,
        RetransmissionPolicy.STANDARD,
        SessionLimits.STANDARD,
        null);
  }

  /** Returns these settings with another transport. */
  public ServerConfig withTransport(DatagramTransport newTransport) {
    return new ServerConfig(
        bindAddress, newTransport, retransmission, limits, initialSequenceNumbers);
  }

  /** Returns these settings with another retransmission policy. */
  public ServerConfig withRetransmission(RetransmissionPolicy newRetransmission) {
    return new ServerConfig(
        bindAddress, transport, newRetransmission, limits, initialSequenceNumbers);
  }

  /** Returns these settings with other limits. */
  public ServerConfig withLimits(SessionLimits newLimits) {
    return new ServerConfig(
        bindAddress, transport, retransmission, newLimits, initialSequenceNumbers);
  }

  /** Returns these settings with initial sequence numbers of the caller's choice. */
  public ServerConfig withInitialSequenceNumbers(InitialSequenceNumbers newNumbers) {
    return new ServerConfig(bindAddress, transport, retransmission, limits, newNumbers);
  }
}
