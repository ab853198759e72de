package org.anonproxy.client;

import io.netty.channel.ChannelHandler;
import java.security.SecureRandom;
import java.util.function.IntSupplier;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Configures a client; immutable, made from {@link #standard} by the {@code with} methods.
 *
 * @param transport what moves the datagrams
 * @param retransmission how long and how often a packet is repeated
 * @param linger how long a finished conversation stays to answer the last block again
 * @param packetLog is told of every packet of every fetch, on the event loop
 * @param initialSequenceNumbers gives the ISN of each fetch, on the event loop; unpredictable to
 *     strangers except in demonstrations and tests
 * @param tap a sharable handler between each socket and its fetch, such as a capture's, or null
 */
public record ClientConfig(
    DatagramTransport transport,
    RetransmissionPolicy retransmission,
    Linger linger,
    PacketLog packetLog,
    IntSupplier initialSequenceNumbers,
    @Nullable ChannelHandler tap) {

  /** Returns what the protocol document says: no packet log, and ISNs from a secure source. */
  public static ClientConfig standard() {
    return new ClientConfig(
        DatagramTransport.AUTO,
        RetransmissionPolicy.STANDARD,
        Linger.AFTER_LOSS,
        PacketLog.NONE,
        new SecureRandom()::nextInt,
        null);
  }

  /** Returns this configuration with another transport. */
  public ClientConfig withTransport(DatagramTransport transport) {
    return new ClientConfig(
        transport, retransmission, linger, packetLog, initialSequenceNumbers, tap);
  }

  /** Returns this configuration with another retransmission policy. */
  public ClientConfig withRetransmission(RetransmissionPolicy retransmission) {
    return new ClientConfig(
        transport, retransmission, linger, packetLog, initialSequenceNumbers, tap);
  }

  /** Returns this configuration with another linger time. */
  public ClientConfig withLinger(Linger linger) {
    return new ClientConfig(
        transport, retransmission, linger, packetLog, initialSequenceNumbers, tap);
  }

  /** Returns this configuration with a packet log. */
  public ClientConfig withPacketLog(PacketLog packetLog) {
    return new ClientConfig(
        transport, retransmission, linger, packetLog, initialSequenceNumbers, tap);
  }

  /** Returns this configuration with another source of initial sequence numbers. */
  public ClientConfig withInitialSequenceNumbers(IntSupplier initialSequenceNumbers) {
    return new ClientConfig(
        transport, retransmission, linger, packetLog, initialSequenceNumbers, tap);
  }

  /** Returns this configuration with a handler that sees every datagram of every fetch. */
  public ClientConfig withTap(@Nullable ChannelHandler tap) {
    return new ClientConfig(
        transport, retransmission, linger, packetLog, initialSequenceNumbers, tap);
  }
}
