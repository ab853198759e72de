package org.anonproxy.server.page;

import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Names what a download asks of the world around it: who finds addresses, who ranks them, and which
 * certificates are trusted.
 *
 * @param tls the context for https, or null for the Java runtime's own
 */
record Network(AddressResolver resolver, AddressRules rules, @Nullable SSLContext tls) {
  /** The real one: the system's resolver, the table of addresses, the runtime's certificates. */
  static final Network REAL =
      new Network(
          host -> List.of(InetAddress.getAllByName(host)), AddressTable::scopeOf, /* tls= */ null);
}
