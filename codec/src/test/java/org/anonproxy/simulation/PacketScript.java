package org.anonproxy.simulation;

import org.jspecify.annotations.Nullable;

/** Decides the fate of single packets by their number; the rest is left to the conditions. */
@FunctionalInterface
public interface PacketScript {
  /** Leaves every packet to the conditions. */
  PacketScript NONE = (linkPacket, networkPacket) -> null;

  /**
   * Returns what becomes of a packet, or {@code null} to leave it to the conditions; a packet whose
   * fate is decided here meets no other loss, duplication or damage.
   *
   * @param linkPacket counts the packets sent over this link, from 0
   * @param networkPacket counts the packets sent over all links, from 0
   */
  @Nullable Fate fate(long linkPacket, long networkPacket);
}
