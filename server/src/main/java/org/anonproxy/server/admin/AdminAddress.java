package org.anonproxy.server.admin;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where the admin page is, as an operator writes it: {@code 9090} and {@code :9090} are on
 * loopback, everything else names its address: {@code 0.0.0.0:9090}, {@code [::1]:9090}, {@code
 * proxy.example:9090}.
 *
 * @param socket where to listen; port 0 takes a free one
 * @param host the address or name as it was written, without brackets
 */
public record AdminAddress(InetSocketAddress socket, String host) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int LAST_PORT = 65_535;
  private static final Pattern SHAPE =
      Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:]*)):)?([0-9]{1,5})");

  /**
   * Understands an address, looking its name up if it has one.
   *
   * @throws IllegalArgumentException with the reason, if it is none
   * @throws UnknownHostException if nobody knows the name
   */
  public static AdminAddress parse(String text) throws UnknownHostException {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw notUnderstood(text);
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port > LAST_PORT) {
      throw notUnderstood(text);
    }
    String bracketed = matcher.group(1);
    String plain = matcher.group(2);
    if (bracketed != null) {
      if (!NetUtil.isValidIpV6Address(bracketed)) {
        throw notUnderstood(text);
      }
      return at(bracketed, port);
    }
    return at(plain == null || plain.isEmpty() ? LOOPBACK : plain, port);
  }

  private static AdminAddress at(String host, int port) throws UnknownHostException {
    return new AdminAddress(new InetSocketAddress(InetAddress.getByName(host), port), host);
  }

  private static IllegalArgumentException notUnderstood(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not an address and a port; write 9090 or 127.0.0.1:9090");
  }

  /** Tells whether other machines cannot reach it. */
  public boolean isLoopback() {
    return socket.getAddress().isLoopbackAddress();
  }
}
