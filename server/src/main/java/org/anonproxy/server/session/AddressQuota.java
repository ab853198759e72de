package org.anonproxy.server.session;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the sessions of each proven address, up to a limit.
 *
 * <p>IPv6 addresses are counted by their /64 network, since that is what one customer has. Only
 * proven addresses are counted: anybody can send in anybody's name.
 */
final class AddressQuota {
  private final int maxPerAddress;
  private final Map<Address, Integer> sessions = new HashMap<>();

  /**
   * Creates a quota.
   *
   * @param maxPerAddress the limit; 0 is none, and costs nothing
   */
  AddressQuota(int maxPerAddress) {
    this.maxPerAddress = maxPerAddress;
  }

  private record Address(long high, long low) {
    static Address of(PeerKey key) {
      return key.isIpv4()
          ? new Address(key.addressHigh(), key.addressLow())
          : new Address(key.addressHigh(), 0);
    }
  }

  /** Counts one session more and tells true, or tells false if the limit is reached. */
  boolean admit(PeerKey key) {
    if (maxPerAddress == 0) {
      return true;
    }
    Address address = Address.of(key);
    int count = sessions.getOrDefault(address, 0);
    if (count == maxPerAddress) {
      return false;
    }
    sessions.put(address, count + 1);
    return true;
  }

  /** Counts one session less; only for one that was admitted. */
  void release(PeerKey key) {
    if (maxPerAddress > 0) {
      sessions.computeIfPresent(Address.of(key), (address, count) -> count == 1 ? null : count - 1);
    }
  }
}
