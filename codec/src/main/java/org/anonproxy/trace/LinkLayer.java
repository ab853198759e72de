package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;

/** Finds the IP packet in what a network interface delivers, for the usual kinds of those. */
final class LinkLayer {
  private static final int NULL = 0;
  private static final int ETHERNET = 1;
  private static final int RAW_BSD = 12;
  private static final int RAW_OPENBSD = 14;
  private static final int RAW = 101;
  private static final int LOOP = 108;
  private static final int LINUX_SLL = 113;
  private static final int IPV4 = 228;
  private static final int IPV6 = 229;
  private static final int LINUX_SLL2 = 276;

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int MAX_VLAN_TAGS = 4;
  private static final int NONE = -1;

  private LinkLayer() {}

  /** Tells whether frames of this type (LINKTYPE_ of tcpdump.org) can be read. */
  static boolean isKnown(int linkType) {
    return switch (linkType) {
      case NULL, ETHERNET, RAW_BSD, RAW_OPENBSD, RAW, LOOP, LINUX_SLL, IPV4, IPV6, LINUX_SLL2 ->
          true;
      default -> false;
    };
  }

  /** Returns where in {@code frame} the IP header begins, or -1 if there is none. */
  static int ipIndex(int linkType, ByteBuf frame) {
    int index =
        switch (linkType) {
          case RAW_BSD, RAW_OPENBSD, RAW, IPV4, IPV6 -> 0;
          case NULL, LOOP -> 4; // an address family whose numbers differ from system to system
          case ETHERNET -> afterEthernet(frame);
          case LINUX_SLL -> after(frame, 14, 16);
          case LINUX_SLL2 -> after(frame, 0, 20);
          default -> NONE;
        };
    return index < frame.readableBytes() ? index : NONE;
  }

  private static int afterEthernet(ByteBuf frame) {
    int at = 12;
    for (int tags = 0; tags < MAX_VLAN_TAGS && isVlanTag(type(frame, at)); tags++) {
      at += 4;
    }
    return after(frame, at, at + 2);
  }

  private static boolean isVlanTag(int type) {
    return type == 0x8100 || type == 0x88A8 || type == 0x9100;
  }

  private static int after(ByteBuf frame, int typeIndex, int headerBytes) {
    int type = type(frame, typeIndex);
    return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 ? headerBytes : NONE;
  }

  private static int type(ByteBuf frame, int index) {
    return index + Short.BYTES <= frame.readableBytes() ? frame.getUnsignedShort(index) : NONE;
  }
}
