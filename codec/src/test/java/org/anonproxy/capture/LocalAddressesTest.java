package org.anonproxy.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks for the way to peers; nothing is sent to them. */
class LocalAddressesTest {
  private static final InetSocketAddress ANY = CaptureRig.address("::", 9000);
  private static final InetSocketAddress PEER = CaptureRig.address("127.0.0.1", 40_000);

  private final LocalAddresses addresses = new LocalAddresses();

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 127.0.0.1, 127.0.0.1", "::, 127.0.0.1, 127.0.0.1", "::, ::1, ::1"})
  void findsTheAddressThatAPeerIsServedFrom(String bound, String peer, String local) {
    assertEquals(
        CaptureRig.address(local, 9000),
        addresses.resolve(CaptureRig.address(bound, 9000), CaptureRig.address(peer, 1), 0));
  }

  @Test
  void leavesTheAddressOfASocketAloneThatIsBoundToOne() {
    InetSocketAddress bound = CaptureRig.address("192.0.2.1", 9000);
    assertSame(bound, addresses.resolve(bound, PEER, 0));
  }

  /** A machine may have no way there; the headers of both ends are of one version all the same. */
  @Test
  void staysWithinTheVersionOfThePeer() {
    InetSocketAddress ipv6 = addresses.resolve(ANY, CaptureRig.address("2001:db8::1", 1), 0);
    assertEquals(Inet6Address.class, ipv6.getAddress().getClass());
    InetSocketAddress ipv4 = addresses.resolve(ANY, CaptureRig.address("192.0.2.2", 1), 0);
    assertEquals(Inet4Address.class, ipv4.getAddress().getClass());
  }

  @Test
  void believesAnAnswerForAMinute() {
    InetSocketAddress first = addresses.resolve(ANY, PEER, 0);
    long minute = TimeUnit.MINUTES.toNanos(1);
    assertSame(first, addresses.resolve(ANY, PEER, minute));
    assertNotSame(first, addresses.resolve(ANY, PEER, minute + 1));
    assertEquals(
        9001, addresses.resolve(CaptureRig.address("::", 9001), PEER, minute + 1).getPort());
  }
}
