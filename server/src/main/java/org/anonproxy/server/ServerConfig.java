package org.anonproxy.server;

import java.net.InetSocketAddress;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.server.session.SessionLimits;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Sets how an {@link AnonServer} serves. Immutable; start from {@link #at} and change what differs.
 *
 * @param bindAddress where to listen; port 0 takes a free one
 * @param threads how many event loops share the port, each with a session table of its own and an
 *     equal part of the limits; the system deals peers out to them
 * @param fixedInitialSequenceNumber replaces the secret-keyed ones, for demonstrations and tests
 */
public record ServerConfig(
    InetSocketAddress bindAddress,
    DatagramTransport transport,
    int threads,
    RetransmissionPolicy retransmission,
    SessionLimits limits,
    @Nullable Integer fixedInitialSequenceNumber) {

  /** Checks the bounds. */
  public ServerConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("the threads must be 1 or more, not " + threads);
    }
  }

  /** Returns the protocol's standard settings at {@code bindAddress}. */
  public static ServerConfig at(InetSocketAddress bindAddress) {
    return new ServerConfig(
        bindAddress,
        DatagramTransport.AUTO,
        1,
        RetransmissionPolicy.STANDARD,
        SessionLimits.STANDARD,
        null);
  }

  /** Returns these settings with another transport. */
  public ServerConfig withTransport(DatagramTransport newTransport) {
    return new ServerConfig(
        bindAddress, newTransport, threads, retransmission, limits, fixedInitialSequenceNumber);
  }

  /** Returns these settings with another number of event loops. */
  public ServerConfig withThreads(int newThreads) {
    return new ServerConfig(
        bindAddress, transport, newThreads, retransmission, limits, fixedInitialSequenceNumber);
  }

  /** Returns these settings with another retransmission policy. */
  public ServerConfig withRetransmission(RetransmissionPolicy newRetransmission) {
    return new ServerConfig(
        bindAddress, transport, threads, newRetransmission, limits, fixedInitialSequenceNumber);
  }

  /** Returns these settings with other limits. */
  public ServerConfig withLimits(SessionLimits newLimits) {
    return new ServerConfig(
        bindAddress, transport, threads, retransmission, newLimits, fixedInitialSequenceNumber);
  }

  /** Returns these settings with one initial sequence number, read as unsigned, for all peers. */
  public ServerConfig withFixedInitialSequenceNumber(int number) {
    return new ServerConfig(bindAddress, transport, threads, retransmission, limits, number);
  }
}
