package org.anonproxy.server.page;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of a host; called once for each hop of a download, on a thread of its own.
 */
@FunctionalInterface
interface AddressResolver {
  /**
   * Returns at least one address of {@code host}, in the order in which they are to be tried.
   *
   * @throws UnknownHostException if the host has none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
