package org.anonproxy.server.session;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/**
 * Recognises source addresses that nobody can have: a forger put them there, and an answer would go
 * to a crowd, to nowhere, or round in circles.
 */
final class SourceFilter {
  private static final InetAddress LIMITED_BROADCAST =
      NetUtil.createInetAddressFromIpAddressString("255.255.255.255");

  private final InetSocketAddress local;
  private final Set<InetAddress> ownAddresses = new HashSet<>();
  private final Set<InetAddress> broadcastAddresses = new HashSet<>();

  /**
   * Creates the filter of a channel that is bound to {@code local}, with the interfaces of now.
   *
   * @throws SocketException if the interfaces cannot be listed
   */
  SourceFilter(InetSocketAddress local) throws SocketException {
    this.local = local;
    broadcastAddresses.add(LIMITED_BROADCAST);
    NetworkInterface.networkInterfaces()
        .flatMap(networkInterface -> networkInterface.getInterfaceAddresses().stream())
        .forEach(this::note);
  }

  private void note(InterfaceAddress interfaceAddress) {
    ownAddresses.add(interfaceAddress.getAddress());
    InetAddress broadcast = interfaceAddress.getBroadcast();
    if (broadcast != null) {
      broadcastAddresses.add(broadcast);
    }
  }

  /** Tells whether a peer can be at {@code source}. */
  boolean isPlausible(InetSocketAddress source) {
    InetAddress address = source.getAddress();
    return source.getPort() != 0
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress()
        && !broadcastAddresses.contains(address)
        && !isSelf(source);
  }

  private boolean isSelf(InetSocketAddress source) {
    if (source.getPort() != local.getPort()) {
      return false;
    }
    return local.getAddress().isAnyLocalAddress()
        ? source.getAddress().isLoopbackAddress() || ownAddresses.contains(source.getAddress())
        : source.getAddress().equals(local.getAddress());
  }
}
