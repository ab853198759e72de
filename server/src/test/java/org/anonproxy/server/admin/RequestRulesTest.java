package org.anonproxy.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
  private final RequestRules onLoopback = at("127.0.0.1");
  private final RequestRules onAllAddresses = at("0.0.0.0");

  private static RequestRules at(String host) {
    return new RequestRules(new AdminAddress(socket(host), host));
  }

  private static InetSocketAddress socket(String address) {
    return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), 9090);
  }

  private static @Nullable HttpResponseStatus refusal(RequestRules rules, HttpRequest request) {
    AdminResponse refusal = rules.refusal(request);
    return refusal == null ? null : refusal.status();
  }

  private static HttpRequest get(String... headers) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    for (int i = 0; i < headers.length; i += 2) {
      request.headers().add(headers[i], headers[i + 1]);
    }
    return request;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:9090",
        "127.0.0.1",
        "localhost:9090",
        "LOCALHOST",
        "[::1]:9090",
        "127.0.0.1:8080"
      })
  void answersToItsOwnAddresses(String host) {
    assertNull(refusal(onLoopback, get("Host", host)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:9090",
        "127.0.0.1.evil.example",
        "localhost.evil",
        "10.0.0.1:9090",
        "",
        "[::1",
        "127.1",
        "0x7f000001"
      })
  void refusesNamesThatAStrangerCouldPointHere(String host) {
    assertEquals(HttpResponseStatus.MISDIRECTED_REQUEST, refusal(onLoopback, get("Host", host)));
  }

  @Test
  void answersToAnyAddressWhereOtherMachinesReachIt() {
    assertNull(refusal(onAllAddresses, get("Host", "10.0.0.1:9090")));
    assertEquals(
        HttpResponseStatus.MISDIRECTED_REQUEST,
        refusal(onAllAddresses, get("Host", "evil.example")));
  }

  @Test
  void answersToTheNameThatTheOperatorWrote() {
    RequestRules named = new RequestRules(new AdminAddress(socket("127.0.0.1"), "proxy.example"));
    assertNull(refusal(named, get("Host", "proxy.example:9090")));
  }

  @Test
  void saysWhichNamesItAnswersToAndWhyNoOther() {
    AdminResponse refusal = at("0.0.0.0").refusal(get("Host", "proxy.example:9090"));
    assertNotNull(refusal);
    String text = new String(refusal.body(), UTF_8);
    assertTrue(text.startsWith("421 Misdirected Request\n\n"), text);
    for (String word : List.of("addresses", "localhost", "--admin NAME:PORT", "DNS rebinding")) {
      assertTrue(text.contains(word), text);
    }
  }

  @Test
  void tellsAStrangersNameNothingOfWhatIsConfigured() {
    RequestRules named = new RequestRules(new AdminAddress(socket("127.0.0.1"), "proxy.example"));
    AdminResponse refusal = named.refusal(get("Host", "evil.example"));
    assertNotNull(refusal);
    String text = new String(refusal.body(), UTF_8);
    assertFalse(text.contains("proxy.example") || text.contains("evil.example"), text);
  }

  @Test
  void insistsOnOneHost() {
    assertEquals(HttpResponseStatus.BAD_REQUEST, refusal(onLoopback, get()));
    assertEquals(
        HttpResponseStatus.BAD_REQUEST,
        refusal(onLoopback, get("Host", "localhost", "Host", "localhost")));
  }

  @Test
  void refusesScriptsOfOtherOrigins() {
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        refusal(onLoopback, get("Host", "localhost:9090", "Origin", "http://evil.example")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        refusal(onLoopback, get("Host", "localhost:9090", "Origin", "http://localhost:8080")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        refusal(onLoopback, get("Host", "localhost:9090", "Origin", "null")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        refusal(
            onLoopback,
            get("Host", "localhost", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "script")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        refusal(
            onLoopback,
            get("Host", "localhost", "Sec-Fetch-Site", "same-site", "Sec-Fetch-Dest", "empty")));
  }

  @Test
  void letsItsOwnScriptAndALinkFromElsewhereThrough() {
    assertNull(refusal(onLoopback, get("Host", "localhost:9090", "Sec-Fetch-Site", "same-origin")));
    assertNull(
        refusal(onLoopback, get("Host", "localhost:9090", "Origin", "http://localhost:9090")));
    assertNull(
        refusal(
            onLoopback,
            get(
                "Host",
                "localhost",
                "Sec-Fetch-Site",
                "cross-site",
                "Sec-Fetch-Dest",
                "document")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "FROB"})
  void refusesWhatDoesNotOnlyRead(String method) {
    HttpRequest request = get("Host", "localhost").setMethod(HttpMethod.valueOf(method));
    assertEquals(HttpResponseStatus.METHOD_NOT_ALLOWED, refusal(onLoopback, request));
    assertNull(refusal(onLoopback, get("Host", "localhost").setMethod(HttpMethod.HEAD)));
  }
}
