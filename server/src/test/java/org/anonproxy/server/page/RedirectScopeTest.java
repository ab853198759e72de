package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.anonproxy.server.page.Fetching.PATIENT;
import static org.anonproxy.server.page.Fetching.address;
import static org.anonproxy.server.page.Fetching.assertFails;
import static org.anonproxy.server.page.Fetching.bytesOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Leads the fetcher from place to place by redirects. Addresses of 127.0.0.0/8 stand for all kinds:
 * 127.0.1.x for public ones, 127.0.2.x for private ones, 127.0.3.x for link-local ones.
 */
final class RedirectScopeTest {
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  private final List<String> lookups = new ArrayList<>();
  private final List<RawOrigin> origins = new ArrayList<>();
  private PageFetcher fetcher;
  private int port;

  @BeforeEach
  void nameTheWorld() throws IOException {
    fetcher =
        new PageFetcher(
            PATIENT,
            new Network(this::resolve, RedirectScopeTest::scopeOf, null),
            UnpooledByteBufAllocator.DEFAULT,
            InstantSource.system());
    names.put("public.test", List.of(address("127.0.1.1")));
    names.put("elsewhere.test", List.of(address("127.0.1.2")));
    names.put("private.test", List.of(address("127.0.2.1")));
    names.put("link.test", List.of(address("127.0.3.1")));
    names.put("self.test", List.of(address("127.0.0.1")));
    names.put("mixed.test", List.of(address("127.0.1.1"), address("127.0.2.1")));
    names.put("multicast.test", List.of(address("224.0.0.1")));
    port = listen("127.0.1.1", 0);
    listen("127.0.1.2", port);
    listen("127.0.2.1", port);
    listen("127.0.3.1", port);
    listen("127.0.0.1", port);
  }

  @AfterEach
  void stopOrigins() throws IOException {
    for (RawOrigin origin : origins) {
      origin.close();
    }
  }

  @Test
  void mayBeginAnywhere() throws Exception {
    for (String host : List.of("public", "private", "link", "self", "mixed")) {
      bytesOf(fetcher, url(host, ""));
    }
  }

  @Test
  void mayGoWhereEverybodyCanGo() throws Exception {
    assertEquals("127.0.1.2", fetch(url("public", "elsewhere")));
    assertEquals("127.0.1.1", fetch(url("private", "public")));
    assertEquals("127.0.1.1", fetch(url("link", "public")));
    assertEquals("127.0.1.1", fetch(url("self", "public")));
    assertEquals("127.0.2.1", fetch(url("self", "private")));
    assertEquals("127.0.2.1", fetch(url("private", "private")));
  }

  @Test
  void mayNotGoWhereStrangersHaveNoBusiness() {
    assertFails(fetcher, url("public", "private"), "from a public address to the private address");
    assertFails(fetcher, url("public", "link"), "from a public address to the link-local address");
    assertFails(fetcher, url("public", "self"), "from a public address to the loopback address");
    assertFails(fetcher, url("private", "self"), "from a private address to the loopback address");
    assertFails(fetcher, url("private", "link"), "from a private address to the link-local");
    assertFails(fetcher, url("self", "link"), "from a loopback address to the link-local");
    assertFails(fetcher, url("link", "self"), "from a link-local address to the loopback");
    assertEquals(0, requestsAt("127.0.0.1") - 1, "only the one that began there");
  }

  @Test
  void mayNotComeBackFromAPublicPlaceToAPrivateOne() {
    assertFails(
        fetcher, url("private", "public", "private"), "from a public address to the private");
    assertEquals(1, requestsAt("127.0.2.1"));
  }

  @Test
  void judgesAHostByAllItsAddresses() {
    assertFails(fetcher, url("public", "mixed"), "from a public address to the private address");
    assertEquals(1, requestsAt("127.0.1.1"));
  }

  @Test
  void takesAPublicAnswerForAStrangersWhateverElseItsNameMeans() {
    assertFails(fetcher, url("mixed", "private"), "from a public address to the private address");
    assertEquals(0, requestsAt("127.0.2.1"));
  }

  @Test
  void neverAsksAGroupOfHosts() {
    assertFails(fetcher, url("multicast", ""), "its address 224.0.0.1 is not that of a host");
    assertFails(fetcher, url("self", "multicast"), "224.0.0.1");
  }

  @Test
  void connectsToTheAddressThatWasCheckedWhateverTheNameMeansAMomentLater() throws Exception {
    List<InetAddress> checked = names.put("rebound.test", List.of(address("127.0.1.2")));
    assertEquals(null, checked);
    // The name is known to this resolver alone and turns private as soon as it was looked up.
    assertEquals("127.0.1.2", fetch(url("rebound", "")));
    assertEquals(List.of("rebound.test"), lookups);
    assertEquals(0, requestsAt("127.0.0.1"));
  }

  @Test
  void checksANameAgainThatTurnedPrivateBetweenTwoRedirects() {
    names.put("rebound.test", List.of(address("127.0.1.2")));
    assertFails(
        fetcher, url("rebound", "rebound"), "from a public address to the loopback address");
    assertEquals(List.of("rebound.test", "rebound.test"), lookups);
    assertEquals(0, requestsAt("127.0.0.1"));
  }

  @Test
  void triesTheNextAddressWhereOneIsDead() throws Exception {
    names.put("half.test", List.of(address("127.0.1.99"), address("127.0.1.2")));
    assertEquals("127.0.1.2", fetch(url("half", "")));
  }

  private synchronized List<InetAddress> resolve(String host) throws UnknownHostException {
    lookups.add(host);
    List<InetAddress> found =
        host.equals("rebound.test")
            ? names.put(host, List.of(address("127.0.0.1")))
            : names.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found;
  }

  private static AddressScope scopeOf(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets[0] != 127) {
      return AddressTable.scopeOf(address);
    }
    return switch (octets[2]) {
      case 1 -> AddressScope.PUBLIC;
      case 2 -> AddressScope.PRIVATE;
      case 3 -> AddressScope.LINK_LOCAL;
      default -> AddressScope.LOOPBACK;
    };
  }

  /** Starts an origin that goes where the first segment of the path says, or tells its address. */
  private int listen(String literal, int wantedPort) throws IOException {
    RawOrigin origin =
        RawOrigin.at(
            ServerSocketFactory.getDefault(),
            literal,
            wantedPort,
            (out, self) -> {
              String head = self.requestHeads().get(self.requestHeads().size() - 1);
              String[] path = head.split(" ", 3)[1].split("/", 3);
              String answer =
                  path[1].isEmpty()
                      ? "HTTP/1.1 200 OK\r\nContent-Length: "
                          + literal.length()
                          + "\r\n\r\n"
                          + literal
                      : "HTTP/1.1 302 Found\r\nLocation: http://%s.test:%d/%s\r\nContent-Length: 0\r\n\r\n"
                          .formatted(path[1], port, path.length > 2 ? path[2] : "");
              out.write(answer.getBytes(ISO_8859_1));
            });
    origins.add(origin);
    return origin.port();
  }

  private long requestsAt(String literal) {
    List<String> order = List.of("127.0.1.1", "127.0.1.2", "127.0.2.1", "127.0.3.1", "127.0.0.1");
    return origins.get(order.indexOf(literal)).requestHeads().size();
  }

  private String url(String host, String... path) {
    return "http://" + host + ".test:" + port + "/" + String.join("/", path);
  }

  private String fetch(String url) throws PageFetchException {
    return new String(bytesOf(fetcher, url), ISO_8859_1);
  }
}
