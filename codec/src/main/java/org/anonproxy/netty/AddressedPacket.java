package org.anonproxy.netty;

import io.netty.channel.DefaultAddressedEnvelope;
import java.net.InetSocketAddress;
import org.anonproxy.wire.Packet;

/**
 * Carries a packet together with the addresses that it travels between; the datagram channel's
 * counterpart is Netty's {@code DatagramPacket}.
 *
 * <p>It owns its packet: releasing the envelope releases the packet.
 */
public final class AddressedPacket extends DefaultAddressedEnvelope<Packet, InetSocketAddress> {
  /** Addresses an outgoing packet, which is taken. */
  public AddressedPacket(Packet packet, InetSocketAddress recipient) {
    super(packet, recipient);
  }

  /** Addresses a packet, which is taken, with both ends. */
  public AddressedPacket(Packet packet, InetSocketAddress recipient, InetSocketAddress sender) {
    super(packet, recipient, sender);
  }
}
