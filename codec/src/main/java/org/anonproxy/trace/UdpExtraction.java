package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Takes a UDP datagram out of its IP packet; of a fragmented one, the first piece. */
final class UdpExtraction {
  private static final int UDP = 17;
  private static final int UDP_HEADER_BYTES = 8;
  private static final int IPV6_HEADER_BYTES = 40;
  private static final int IPV6_FRAGMENT = 44;
  private static final int MAX_EXTENSION_HEADERS = 8;

  private UdpExtraction() {}

  /** Returns the datagram in the packet that begins at {@code ip}, or null if there is none. */
  static @Nullable CapturedUdp extract(long epochNanos, ByteBuf frame, int ip) {
    int version = frame.getUnsignedByte(ip) >> 4;
    if (version == 4 && has(frame, ip, 20)) {
      return ofIpv4(epochNanos, frame, ip);
    }
    return version == 6 && has(frame, ip, IPV6_HEADER_BYTES) ? ofIpv6(epochNanos, frame, ip) : null;
  }

  private static boolean has(ByteBuf frame, int index, int bytes) {
    return index + bytes <= frame.readableBytes();
  }

  private static @Nullable CapturedUdp ofIpv4(long epochNanos, ByteBuf frame, int ip) {
    int headerBytes = (frame.getUnsignedByte(ip) & 0xF) * Integer.BYTES;
    boolean laterFragment = (frame.getUnsignedShort(ip + 6) & 0x1FFF) != 0;
    if (headerBytes < 20 || laterFragment || frame.getUnsignedByte(ip + 9) != UDP) {
      return null;
    }
    return ofUdp(epochNanos, frame, ip + headerBytes, address(frame, ip + 12, 4), ip + 16, 4);
  }

  private static @Nullable CapturedUdp ofIpv6(long epochNanos, ByteBuf frame, int ip) {
    int header = frame.getUnsignedByte(ip + 6);
    int at = ip + IPV6_HEADER_BYTES;
    for (int skipped = 0; header != UDP; skipped++) {
      if (skipped == MAX_EXTENSION_HEADERS || !isSkippable(header) || !has(frame, at, 8)) {
        return null;
      }
      if (header == IPV6_FRAGMENT && (frame.getUnsignedShort(at + 2) & 0xFFF8) != 0) {
        return null;
      }
      int length = header == IPV6_FRAGMENT ? 8 : 8 * (1 + frame.getUnsignedByte(at + 1));
      header = frame.getUnsignedByte(at);
      at += length;
    }
    return ofUdp(epochNanos, frame, at, address(frame, ip + 8, 16), ip + 24, 16);
  }

  /** Hop-by-hop options, routing, fragment, destination options (RFC 8200, section 4). */
  private static boolean isSkippable(int header) {
    return header == 0 || header == 43 || header == IPV6_FRAGMENT || header == 60;
  }

  private static @Nullable CapturedUdp ofUdp(
      long epochNanos,
      ByteBuf frame,
      int udp,
      InetAddress source,
      int destinationIndex,
      int addressBytes) {
    if (!has(frame, udp, UDP_HEADER_BYTES)) {
      return null;
    }
    int capturedBytes = frame.readableBytes() - udp - UDP_HEADER_BYTES;
    int udpBytes = frame.getUnsignedShort(udp + 4);
    // An interface that leaves the length to its hardware may show none.
    int lengthBytes = udpBytes < UDP_HEADER_BYTES ? capturedBytes : udpBytes - UDP_HEADER_BYTES;
    return new CapturedUdp(
        epochNanos,
        new InetSocketAddress(source, frame.getUnsignedShort(udp)),
        new InetSocketAddress(
            address(frame, destinationIndex, addressBytes), frame.getUnsignedShort(udp + 2)),
        lengthBytes,
        frame.slice(udp + UDP_HEADER_BYTES, Math.min(lengthBytes, capturedBytes)));
  }

  private static InetAddress address(ByteBuf frame, int index, int count) {
    byte[] bytes = new byte[count];
    frame.getBytes(index, bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
