package org.anonproxy.server.page;

import java.net.InetAddress;

/** Tells the scope of an address; {@link AddressTable} does it outside of tests. */
@FunctionalInterface
interface AddressRules {
  /** Returns the scope of {@code address}. */
  AddressScope scopeOf(InetAddress address);
}
