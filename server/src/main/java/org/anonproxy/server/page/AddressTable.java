package org.anonproxy.server.page;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks the scope of an address up in the registries of special-purpose addresses (RFC 6890 and its
 * successors), written out here because the predicates of {@link InetAddress} miss unique local
 * addresses, carrier-grade NAT, translated addresses and the reserved blocks.
 *
 * <p>The first block that matches counts. An address that carries an IPv4 address inside, as those
 * of NAT64 and 6to4 do, has the scope of that one.
 */
final class AddressTable {
  private static final List<Block> IPV4 =
      List.of(
          // A connection to 0.0.0.0 reaches the machine itself on Linux.
          block("0.0.0.0/8", AddressScope.LOOPBACK),
          block("10.0.0.0/8", AddressScope.PRIVATE),
          block("100.64.0.0/10", AddressScope.PRIVATE),
          block("127.0.0.0/8", AddressScope.LOOPBACK),
          // One cloud's service for its own machines, at an address that looks public.
          block("168.63.129.16/32", AddressScope.LINK_LOCAL),
          block("169.254.0.0/16", AddressScope.LINK_LOCAL),
          block("172.16.0.0/12", AddressScope.PRIVATE),
          block("192.0.0.0/24", AddressScope.PRIVATE),
          block("192.0.2.0/24", AddressScope.PRIVATE),
          block("192.88.99.0/24", AddressScope.PRIVATE),
          block("192.168.0.0/16", AddressScope.PRIVATE),
          block("198.18.0.0/15", AddressScope.PRIVATE),
          block("198.51.100.0/24", AddressScope.PRIVATE),
          block("203.0.113.0/24", AddressScope.PRIVATE),
          block("224.0.0.0/4", AddressScope.UNUSABLE),
          block("255.255.255.255/32", AddressScope.UNUSABLE),
          block("240.0.0.0/4", AddressScope.PRIVATE),
          block("0.0.0.0/0", AddressScope.PUBLIC));

  private static final List<Block> IPV6 =
      List.of(
          block("::/128", AddressScope.LOOPBACK),
          block("::1/128", AddressScope.LOOPBACK),
          embedding("::ffff:0:0/96", 12), // IPv4-mapped
          embedding("::ffff:0:0:0/96", 12), // IPv4-translated (RFC 2765)
          embedding("::/96", 12), // IPv4-compatible
          embedding("64:ff9b::/96", 12), // NAT64: how public sites look where IPv4 is missing
          block("64:ff9b:1::/48", AddressScope.PRIVATE),
          block("2001::/23", AddressScope.PRIVATE), // Teredo, benchmarking, ORCHID and others
          block("2001:db8::/32", AddressScope.PRIVATE),
          embedding("2002::/16", 2), // 6to4
          block("3fff::/20", AddressScope.PRIVATE),
          block("2000::/3", AddressScope.PUBLIC),
          block("fc00::/7", AddressScope.PRIVATE),
          block("fe80::/10", AddressScope.LINK_LOCAL),
          block("ff00::/8", AddressScope.UNUSABLE),
          // Whatever is not global unicast: site-local, discard-only, segment routing, unassigned.
          block("::/0", AddressScope.PRIVATE));

  private AddressTable() {}

  /** Returns the scope of {@code address}. */
  static AddressScope scopeOf(InetAddress address) {
    return scopeOf(address.getAddress());
  }

  /** Returns the scope of an address given as its 4 or 16 bytes. */
  static AddressScope scopeOf(byte[] address) {
    for (Block block : address.length == 4 ? IPV4 : IPV6) {
      if (block.contains(address)) {
        return block.scopeOf(address);
      }
    }
    throw new IllegalArgumentException("not an address: " + Arrays.toString(address));
  }

  private static Block block(String cidr, AddressScope scope) {
    return new Block(cidr, scope, 0);
  }

  private static Block embedding(String cidr, int offset) {
    return new Block(cidr, null, offset);
  }

  /** Matches the addresses under one prefix; without a scope of its own it holds IPv4 addresses. */
  private static final class Block {
    private final byte[] prefix;
    private final int prefixBits;
    private final @Nullable AddressScope scope;
    private final int embeddedAt;

    Block(String cidr, @Nullable AddressScope scope, int embeddedAt) {
      int slash = cidr.indexOf('/');
      this.prefix =
          Objects.requireNonNull(
              NetUtil.createByteArrayFromIpAddressString(cidr.substring(0, slash)), cidr);
      this.prefixBits = Integer.parseInt(cidr.substring(slash + 1));
      this.scope = scope;
      this.embeddedAt = embeddedAt;
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int wholeBytes = prefixBits / 8;
      if (!Arrays.equals(address, 0, wholeBytes, prefix, 0, wholeBytes)) {
        return false;
      }
      int restBits = prefixBits % 8;
      if (restBits == 0) {
        return true;
      }
      int differingBits = (address[wholeBytes] ^ prefix[wholeBytes]) & 0xff;
      return differingBits >> (8 - restBits) == 0;
    }

    AddressScope scopeOf(byte[] address) {
      return scope != null
          ? scope
          : AddressTable.scopeOf(Arrays.copyOfRange(address, embeddedAt, embeddedAt + 4));
    }
  }
}
