package org.anonproxy.server.session;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.anonproxy.transport.SipHash;

/**
 * Names a peer by its address and port, under a hash that strangers cannot steer.
 *
 * <p>{@code InetSocketAddress.hashCode} is the sum of address and port, so that one sender with
 * many addresses could choose thousands of peers that all collide. A key that is already in a table
 * must not be set anew; a table keeps one that is not, for looking peers up without allocating.
 */
final class PeerKey {
  /** What the low word of an IPv4-mapped address begins with; no IPv6 peer comes with one. */
  private static final long IPV4_MAPPED = 0xffff_0000_0000L;

  private long addressHigh;
  private long addressLow;
  private int port;
  private int scope;
  private int hash;

  /** Makes this the key of {@code peer}; all keys of a table use the same {@code function}. */
  void set(InetSocketAddress peer, SipHash function) {
    InetAddress address = peer.getAddress();
    if (address instanceof Inet4Address ipv4) {
      addressHigh = 0;
      addressLow = IPV4_MAPPED | Integer.toUnsignedLong(NetUtil.ipv4AddressToInt(ipv4));
    } else {
      byte[] bytes = address.getAddress();
      addressHigh = word(bytes, 0);
      addressLow = word(bytes, Long.BYTES);
    }
    port = peer.getPort();
    // The interface's number tells equal link-local addresses apart.
    scope = address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
    hash = (int) function.hash(addressHigh, addressLow, port, scope);
  }

  /** Returns a key of its own for the same peer. */
  PeerKey copy() {
    PeerKey copy = new PeerKey();
    copy.addressHigh = addressHigh;
    copy.addressLow = addressLow;
    copy.port = port;
    copy.scope = scope;
    copy.hash = hash;
    return copy;
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      word = (word << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return word;
  }

  boolean isIpv4() {
    return addressHigh == 0 && (addressLow & ~0xffff_ffffL) == IPV4_MAPPED;
  }

  long addressHigh() {
    return addressHigh;
  }

  long addressLow() {
    return addressLow;
  }

  int port() {
    return port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerKey that
        && addressLow == that.addressLow
        && port == that.port
        && addressHigh == that.addressHigh
        && scope == that.scope;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
