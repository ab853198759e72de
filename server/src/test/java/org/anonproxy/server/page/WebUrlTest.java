package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.MalformedURLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalizes and resolves what people and origins write. */
final class WebUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://a, http://a/",
    "HTTP://A.Example:80?q#f, http://a.example/?q",
    "https://a:443/x, https://a/x",
    "https://a:80/, https://a:80/",
    "http://a:/, http://a/",
    "http://my_host/, http://my_host/",
    "http://[::1]:8080/x, http://[::1]:8080/x",
    "http://b\u00fccher.example/\u00fc, http://xn--bcher-kva.example/%C3%BC",
    "http://a/b c|[d]?[e]^, http://a/b%20c%7C%5Bd%5D?[e]%5E",
    "http://a/%41%zz%, http://a/%41%25zz%25",
    "http://a/\ud83d\ude00, http://a/%F0%9F%98%80",
    "http://a\\@b/, ''",
    "http://a?@b/, http://a/?@b/",
  })
  void normalizes(String text, String expected) throws MalformedURLException {
    if (expected.isEmpty()) {
      assertThrows(MalformedURLException.class, () -> WebUrl.parse(text));
    } else {
      assertEquals(expected, WebUrl.parse(text).toString());
      assertEquals(expected, WebUrl.parse(text).toUri().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "ftp://a/",
        "http:a",
        "http:/a",
        "http://",
        "http:///x",
        "http://:80/",
        "http://a:0/",
        "http://a:65536/",
        "http://a:123456/",
        "http://a:x/",
        "http://u@a/",
        "http://u:p@a/",
        "http://a b/",
        "http://a%2e/",
        "http://[::1/",
        "http://[::1%25eth0]/",
        "http://[x]/",
        "http://[0]/",
        "http://[1:2]/",
        "http://a/\r\nX: y",
        "http://a/\u0000",
        "http://\u00fc..\u00fc\u2028/"
      })
  void refuses(String text) {
    assertThrows(MalformedURLException.class, () -> WebUrl.parse(text));
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThrows(MalformedURLException.class, () -> WebUrl.parse("http://a/" + "x".repeat(10_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', http://h:8/a/b?q",
    "#f, http://h:8/a/b?q",
    "c, http://h:8/a/c",
    "../c, http://h:8/c",
    "../../../c, http://h:8/c",
    "/c?d, http://h:8/c?d",
    "?r, http://h:8/a/b?r",
    "//other/x, http://other/x",
    "' https://other/y ', https://other/y",
    "c d, http://h:8/a/c%20d"
  })
  void resolves(String location, String expected) throws MalformedURLException {
    assertEquals(expected, WebUrl.parse("http://h:8/a/b?q").resolve(location).toString());
  }
}
