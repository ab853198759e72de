package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.NetUtil;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks both edges of the blocks. */
final class AddressTableTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, LOOPBACK",
    "0.255.255.255, LOOPBACK",
    "1.0.0.0, PUBLIC",
    "9.255.255.255, PUBLIC",
    "10.0.0.0, PRIVATE",
    "10.255.255.255, PRIVATE",
    "11.0.0.0, PUBLIC",
    "100.63.255.255, PUBLIC",
    "100.64.0.0, PRIVATE",
    "100.127.255.255, PRIVATE",
    "100.128.0.0, PUBLIC",
    "127.0.0.0, LOOPBACK",
    "127.255.255.255, LOOPBACK",
    "128.0.0.0, PUBLIC",
    "168.63.129.16, LINK_LOCAL",
    "168.63.129.17, PUBLIC",
    "169.253.255.255, PUBLIC",
    "169.254.0.0, LINK_LOCAL",
    "169.254.169.254, LINK_LOCAL",
    "169.255.0.0, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.16.0.0, PRIVATE",
    "172.31.255.255, PRIVATE",
    "172.32.0.0, PUBLIC",
    "192.0.0.8, PRIVATE",
    "192.0.1.0, PUBLIC",
    "192.0.2.1, PRIVATE",
    "192.88.99.1, PRIVATE",
    "192.168.0.0, PRIVATE",
    "192.169.0.0, PUBLIC",
    "198.17.255.255, PUBLIC",
    "198.18.0.0, PRIVATE",
    "198.19.255.255, PRIVATE",
    "198.20.0.0, PUBLIC",
    "198.51.100.7, PRIVATE",
    "203.0.113.7, PRIVATE",
    "223.255.255.255, PUBLIC",
    "224.0.0.0, UNUSABLE",
    "239.255.255.255, UNUSABLE",
    "240.0.0.0, PRIVATE",
    "255.255.255.254, PRIVATE",
    "255.255.255.255, UNUSABLE"
  })
  void ranksIpv4(String literal, AddressScope expected) {
    assertEquals(expected, AddressTable.scopeOf(Fetching.address(literal)));
  }

  @ParameterizedTest
  @CsvSource({
    "::, LOOPBACK",
    "::1, LOOPBACK",
    "::2, LOOPBACK",
    "::8.8.8.8, PUBLIC",
    "::10.0.0.1, PRIVATE",
    "::ffff:0:0a00:1, PRIVATE",
    "::ffff:0:808:808, PUBLIC",
    "64:ff9b::808:808, PUBLIC",
    "64:ff9b::7f00:1, LOOPBACK",
    "64:ff9b::a9fe:a9fe, LINK_LOCAL",
    "64:ff9b:1::1, PRIVATE",
    "64:ff9b:2::1, PRIVATE",
    "100::1, PRIVATE",
    "2001::1, PRIVATE",
    "2001:1ff:ffff::1, PRIVATE",
    "2001:200::1, PUBLIC",
    "2001:db8::1, PRIVATE",
    "2002:808:808::1, PUBLIC",
    "2002:c0a8:1::1, PRIVATE",
    "2002:7f00:1::, LOOPBACK",
    "2606:4700::1111, PUBLIC",
    "3fff:fff::1, PRIVATE",
    "3fff:1000::1, PUBLIC",
    "3fff:ffff::1, PUBLIC",
    "4000::1, PRIVATE",
    "5f00::1, PRIVATE",
    "fbff::1, PRIVATE",
    "fc00::1, PRIVATE",
    "fd00:ec2::254, PRIVATE",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "fec0::1, PRIVATE",
    "ff02::1, UNUSABLE"
  })
  void ranksIpv6(String literal, AddressScope expected) {
    assertEquals(expected, AddressTable.scopeOf(octets(literal)));
  }

  @Test
  void ranksAMappedAddressLikeTheOneInside() {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = 127;
    mapped[15] = 1;
    assertEquals(AddressScope.LOOPBACK, AddressTable.scopeOf(mapped));
    mapped[12] = 8;
    assertEquals(AddressScope.PUBLIC, AddressTable.scopeOf(mapped));
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThrows(IllegalArgumentException.class, () -> AddressTable.scopeOf(new byte[5]));
  }

  private static byte[] octets(String literal) {
    return Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(literal), literal);
  }
}
