package org.anonproxy.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
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
    assertNull(onLoopback.refusal(get("Host", host)));
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
    assertEquals(HttpResponseStatus.MISDIRECTED_REQUEST, onLoopback.refusal(get("Host", host)));
  }

  @Test
  void answersToAnyAddressWhereOtherMachinesReachIt() {
    assertNull(onAllAddresses.refusal(get("Host", "10.0.0.1:9090")));
    assertEquals(
        HttpResponseStatus.MISDIRECTED_REQUEST,
        onAllAddresses.refusal(get("Host", "evil.example")));
  }

  @Test
  void answersToTheNameThatTheOperatorWrote() {
    RequestRules named = new RequestRules(new AdminAddress(socket("127.0.0.1"), "proxy.example"));
    assertNull(named.refusal(get("Host", "proxy.example:9090")));
  }

  @Test
  void insistsOnOneHost() {
    assertEquals(HttpResponseStatus.BAD_REQUEST, onLoopback.refusal(get()));
    assertEquals(
        HttpResponseStatus.BAD_REQUEST,
        onLoopback.refusal(get("Host", "localhost", "Host", "localhost")));
  }

  @Test
  void refusesScriptsOfOtherOrigins() {
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        onLoopback.refusal(get("Host", "localhost:9090", "Origin", "http://evil.example")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        onLoopback.refusal(get("Host", "localhost:9090", "Origin", "http://localhost:8080")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        onLoopback.refusal(get("Host", "localhost:9090", "Origin", "null")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        onLoopback.refusal(
            get("Host", "localhost", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "script")));
    assertEquals(
        HttpResponseStatus.FORBIDDEN,
        onLoopback.refusal(
            get("Host", "localhost", "Sec-Fetch-Site", "same-site", "Sec-Fetch-Dest", "empty")));
  }

  @Test
  void letsItsOwnScriptAndALinkFromElsewhereThrough() {
    assertNull(onLoopback.refusal(get("Host", "localhost:9090", "Sec-Fetch-Site", "same-origin")));
    assertNull(
        onLoopback.refusal(get("Host", "localhost:9090", "Origin", "http://localhost:9090")));
    assertNull(
        onLoopback.refusal(
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
    assertEquals(HttpResponseStatus.METHOD_NOT_ALLOWED, onLoopback.refusal(request));
    assertNull(onLoopback.refusal(get("Host", "localhost").setMethod(HttpMethod.HEAD)));
  }
}
