package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Takes the fuzzer's bytes for what an operator wrote, and for where a redirect leads: either is
 * understood, and then by everybody alike, or refused in one clean line.
 */
public final class AddressTextFuzzer {
  private AddressTextFuzzer() {}

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) throws MalformedURLException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    understandsOrRefusesSource(text);
    understandsOrRefusesUrl(text);
    WebUrl base = WebUrl.parse("https://host.example:8443/a/b?c=d");
    try {
      check(base.resolve(text));
    } catch (MalformedURLException e) {
      assertClean(e);
    }
  }

  private static void understandsOrRefusesSource(String text) {
    try {
      PageSource source = PageSource.parse(text);
      if (source instanceof PageSource.Web web) {
        assertEquals(web.uri(), URI.create(web.toString()));
      }
    } catch (PageFetchException e) {
      assertClean(e);
      assertTrue(String.valueOf(e.getMessage()).contains("; "), "says what to do: " + e);
    }
  }

  private static void understandsOrRefusesUrl(String text) {
    try {
      check(WebUrl.parse(text));
    } catch (MalformedURLException e) {
      assertClean(e);
    }
  }

  /** The address that was checked must be the one that the library connects to. */
  private static void check(WebUrl url) throws MalformedURLException {
    assertEquals(url, WebUrl.parse(url.toString()), "the same when it is read again");
    assertEquals(url.host(), url.toUri().toURL().getHost(), "the library's host");
    int port = url.toUri().toURL().getPort();
    assertEquals(url.port(), port < 0 ? url.toUri().toURL().getDefaultPort() : port);
    assertTrue(url.port() >= 1 && url.port() <= 65_535, url::toString);
    assertTrue(url.target().startsWith("/"), url::toString);
    assertTrue(url.toString().chars().allMatch(c -> c > ' ' && c < 0x7f), url::toString);
  }

  private static void assertClean(Exception e) {
    String message = String.valueOf(e.getMessage());
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
  }
}
