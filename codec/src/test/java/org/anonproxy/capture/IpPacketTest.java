package org.anonproxy.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes headers and adds them up again, 16 bits after 16 bits, as RFC 1071 describes. */
class IpPacketTest {
  private static final int ALL_ONES = 0xFFFF;

  private static ByteBuf packet(String source, String destination, byte[] payload) {
    return packet(
        CaptureRig.address(source, 9000), CaptureRig.address(destination, 40_000), payload);
  }

  private static ByteBuf packet(
      InetSocketAddress source, InetSocketAddress destination, byte[] payload) {
    ByteBuf out = Unpooled.buffer().writeZero(3);
    int start = out.writerIndex();
    IpPacket.writeHeaders(out, source, destination, payload.length);
    assertEquals(IpPacket.headerBytes(source.getAddress()), out.writerIndex() - start);
    out.writeBytes(payload);
    IpPacket.completeChecksum(out, start);
    return out.skipBytes(start).slice();
  }

  private static int sum(ByteBuf bytes, int begin, int end, int initial) {
    int sum = initial;
    for (int i = begin; i < end; i++) {
      sum += bytes.getUnsignedByte(i) << ((i - begin) % 2 == 0 ? 8 : 0);
    }
    while (sum > ALL_ONES) {
      sum = (sum & ALL_ONES) + (sum >>> 16);
    }
    return sum;
  }

  /** Covers all the lengths of a last piece, and carries. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 1500, 1501})
  void hasChecksumsThatAddUp(int payloadBytes) {
    byte[] payload = new byte[payloadBytes];
    for (int i = 0; i < payloadBytes; i++) {
      payload[i] = (byte) (0xFF - i);
    }
    ByteBuf ipv4 = packet("192.0.2.1", "198.51.100.255", payload);
    int end = 28 + payloadBytes;
    assertEquals(end, ipv4.readableBytes());
    assertEquals(ALL_ONES, sum(ipv4, 0, 20, 0));
    assertEquals(ALL_ONES, sum(ipv4, 12, end, 17 + 8 + payloadBytes));

    ByteBuf ipv6 = packet("2001:db8::1", "2001:db8::ffff", payload);
    assertEquals(48 + payloadBytes, ipv6.readableBytes());
    assertEquals(ALL_ONES, sum(ipv6, 8, 48 + payloadBytes, 17 + 8 + payloadBytes));
  }

  @Test
  void writesAChecksumOfZeroAsAllOnes() {
    ByteBuf before = packet("192.0.2.1", "192.0.2.2", new byte[2]);
    byte[] complement = {before.getByte(26), before.getByte(27)};
    ByteBuf packet = packet("192.0.2.1", "192.0.2.2", complement);
    assertEquals(ALL_ONES, packet.getUnsignedShort(26));
  }

  @Test
  void writesTheHeadersOfIpv6() {
    ByteBuf packet = packet("2001:db8::1", "2001:db8::2", new byte[] {'h', 'i'});
    assertEquals(
        "60000000000a1140"
            + "20010db8000000000000000000000001"
            + "20010db8000000000000000000000002"
            + "23289c40000a",
        HexFormat.of().formatHex(bytes(packet, 46)));
  }

  private static byte[] bytes(ByteBuf packet, int count) {
    byte[] bytes = new byte[count];
    packet.getBytes(0, bytes);
    return bytes;
  }

  /** Such an address is what a socket for both versions may say when it means IPv4. */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000ffffc0000201, 4",
    "00000000000000000000fffec0000201, 6",
    "00000000000000000000feffc0000201, 6",
    "00000000000000000001ffffc0000201, 6",
  })
  void writesIpv4ForAMappedAddressAlone(String address, int version) throws UnknownHostException {
    InetAddress source = Inet6Address.getByAddress(null, HexFormat.of().parseHex(address), -1);
    InetSocketAddress end = new InetSocketAddress(source, 9000);
    ByteBuf packet = packet(end, end, new byte[1]);
    assertEquals(version, packet.getByte(0) >> 4);
    assertEquals(0xC000_0201, packet.getInt(version == 4 ? 12 : 20));
  }
}
