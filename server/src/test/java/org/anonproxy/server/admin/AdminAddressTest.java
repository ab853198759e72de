package org.anonproxy.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAddressTest {
  @ParameterizedTest
  @CsvSource({
    "9090, 127.0.0.1:9090, 127.0.0.1",
    ":9090, 127.0.0.1:9090, 127.0.0.1",
    "0, 127.0.0.1:0, 127.0.0.1",
    "127.0.0.2:1, 127.0.0.2:1, 127.0.0.2",
    "[::1]:65535, [::1]:65535, ::1",
    "0.0.0.0:80, 0.0.0.0:80, 0.0.0.0",
    "localhost:80, 127.0.0.1:80, localhost"
  })
  void understands(String text, String socket, String host) throws UnknownHostException {
    AdminAddress address = AdminAddress.parse(text);
    assertEquals(socket, NetUtil.toSocketAddressString(address.socket()));
    assertEquals(host, address.host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "65536",
        "-1",
        "127.0.0.1",
        "127.0.0.1:",
        "::1:80",
        "[x]:80",
        "[::1]",
        "a:b:80",
        "80x",
        "http://127.0.0.1:80"
      })
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> AdminAddress.parse(text));
  }

  @Test
  void knowsWhatOtherMachinesReach() throws UnknownHostException {
    assertTrue(AdminAddress.parse("9090").isLoopback());
    assertTrue(AdminAddress.parse("[::1]:9090").isLoopback());
    assertFalse(AdminAddress.parse("0.0.0.0:9090").isLoopback());
    assertFalse(AdminAddress.parse("[::]:9090").isLoopback());
  }
}
