package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Writes the IP and UDP headers that a datagram travelled under, which a socket never sees: its
 * addresses, ports and lengths are the true ones, the checksums are right, the rest is usual.
 *
 * <p>Sources: RFC 791 (IPv4), RFC 8200 (IPv6), RFC 768 (UDP), RFC 1071 (checksum).
 */
final class IpPacket {
  /** The longest pair of headers. */
  static final int MAX_HEADER_BYTES = 48;

  private static final int UDP_HEADER_BYTES = 8;
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV6_HEADER_BYTES = 40;
  private static final int UDP = 17;
  private static final int HOP_LIMIT = 64;

  /** What never is a fragment needs no identification (RFC 6864, section 4.1). */
  private static final int DO_NOT_FRAGMENT = 0x4000;

  private IpPacket() {}

  /** Returns the length of both headers before a datagram to or from {@code address}. */
  static int headerBytes(InetAddress address) {
    return UDP_HEADER_BYTES + (isIpv4(address) ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES);
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address
        || (address instanceof Inet6Address ipv6 && isIpv4Mapped(ipv6.getAddress()));
  }

  private static boolean isIpv4Mapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  /**
   * Writes both headers; {@link #completeChecksum} is to follow when the payload does.
   *
   * @param payloadBytes the length of the datagram's payload
   */
  static void writeHeaders(
      ByteBuf out, InetSocketAddress source, InetSocketAddress destination, int payloadBytes) {
    int udpBytes = UDP_HEADER_BYTES + payloadBytes;
    if (isIpv4(source.getAddress())) {
      writeIpv4(out, source.getAddress(), destination.getAddress(), udpBytes);
    } else {
      writeIpv6(out, source.getAddress(), destination.getAddress(), udpBytes);
    }
    out.writeShort(source.getPort());
    out.writeShort(destination.getPort());
    out.writeShort(udpBytes);
    out.writeShort(0);
  }

  private static void writeIpv4(
      ByteBuf out, InetAddress source, InetAddress destination, int udpBytes) {
    int start = out.writerIndex();
    out.writeShort(0x4500);
    out.writeShort(IPV4_HEADER_BYTES + udpBytes);
    out.writeInt(DO_NOT_FRAGMENT);
    out.writeByte(HOP_LIMIT);
    out.writeByte(UDP);
    out.writeShort(0);
    writeLastBytes(out, source, 4);
    writeLastBytes(out, destination, 4);
    out.setShort(start + 10, complement(sum(out, start, IPV4_HEADER_BYTES)));
  }

  private static void writeIpv6(
      ByteBuf out, InetAddress source, InetAddress destination, int udpBytes) {
    out.writeInt(0x6000_0000);
    out.writeShort(udpBytes);
    out.writeByte(UDP);
    out.writeByte(HOP_LIMIT);
    writeLastBytes(out, source, 16);
    writeLastBytes(out, destination, 16);
  }

  private static void writeLastBytes(ByteBuf out, InetAddress address, int count) {
    byte[] bytes = address.getAddress();
    out.writeBytes(bytes, bytes.length - count, count);
  }

  /**
   * Fills in the UDP checksum of the packet that begins at {@code start} and ends where {@code out}
   * does. To be called with the whole payload only: a part of it gives another sum.
   */
  static void completeChecksum(ByteBuf out, int start) {
    boolean ipv4 = out.getByte(start) >> 4 == 4;
    int udpStart = start + (ipv4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES);
    int addressBytes = ipv4 ? 8 : 32;
    int udpBytes = out.writerIndex() - udpStart;
    long sum = sum(out, udpStart - addressBytes, addressBytes + udpBytes) + UDP + udpBytes;
    int checksum = complement(sum);
    // Zero would say that there is none; all ones is the same number (RFC 768).
    out.setShort(udpStart + 6, checksum == 0 ? 0xFFFF : checksum);
  }

  private static long sum(ByteBuf bytes, int index, int length) {
    long sum = 0;
    int end = index + length;
    int at = index;
    for (; at + Integer.BYTES <= end; at += Integer.BYTES) {
      sum += bytes.getUnsignedInt(at);
    }
    for (; at + Short.BYTES <= end; at += Short.BYTES) {
      sum += bytes.getUnsignedShort(at);
    }
    return at == end ? sum : sum + (bytes.getUnsignedByte(at) << Byte.SIZE);
  }

  private static int complement(long sum) {
    long folded = sum;
    while (folded >>> Short.SIZE != 0) {
      folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
    }
    return (int) ~folded & 0xFFFF;
  }
}
