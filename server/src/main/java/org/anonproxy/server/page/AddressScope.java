package org.anonproxy.server.page;

import java.util.Locale;

/**
 * Ranks an address by who can reach it, so that a redirect never leads from a place that strangers
 * control to one that only the operator should see.
 */
public enum AddressScope {
  /** Reachable by everybody. */
  PUBLIC,
  /** Reachable within a site, or not meant for the Internet at all. */
  PRIVATE,
  /** Reachable from this machine only. */
  LOOPBACK,
  /** Reachable on one link; this is where clouds hand credentials to their machines. */
  LINK_LOCAL,
  /** Not the address of one host, such as multicast: nothing can be fetched from it. */
  UNUSABLE;

  /**
   * Tells whether something fetched from this scope may redirect to {@code target}. Loopback and
   * link-local are each at the end of the scale: neither may lead to the other.
   */
  boolean mayLeadTo(AddressScope target) {
    return switch (target) {
      case PUBLIC -> this != UNUSABLE;
      case PRIVATE -> this == PRIVATE || this == LINK_LOCAL || this == LOOPBACK;
      case LINK_LOCAL, LOOPBACK -> this == target;
      case UNUSABLE -> false;
    };
  }

  /** Returns the name as a person would write it, such as {@code link-local}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
