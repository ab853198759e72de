package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://user:secret@host/path?token=secret#secret, http://host/path?\u2026",
    "https://host:8443/a%20b, https://host:8443/a%20b",
    "http://[::1]:80/, http://[::1]:80/",
    "http://my_host:8080/page?secret, http://my_host:8080/page?\u2026",
    "http://secret:secret@my_host/, http://\u2026@my_host/",
    "http://host/a;jsessionid=secret/b;secret?secret, http://host/a;\u2026/b;\u2026?\u2026",
    "http://host/page#access_token=secret, http://host/page",
    "http:secret, http:\u2026",
    "file:///home/secret/page.html?secret#secret, page.html",
    "file:/home/secret/, \u2026",
    "file:secret, \u2026",
    "javascript:secret(), javascript:\u2026",
    "data:text/plain;secret, data:\u2026",
    "ftp://secret/secret, ftp:\u2026",
    "secret/secret, \u2026"
  })
  void showsAnAddressWithoutItsSecrets(String address, String shown) {
    assertEquals(shown, PublicAddress.of(URI.create(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://secret:secret@host/page",
        "secret:secret@host/page",
        "https://secret@host",
        "secret@host",
        "http://secret:secret/w@host/",
        "http://secret:secret?w@host/",
        "http://secret:secret#w@host/",
        "http://secret:99999/w@host/",
        "http://secret:secret\\w@host/",
        "http:\\\\secret:secret@host/",
        "http:/secret:secret@host/",
        "http:secret:secret@host/",
        "http://secret:secret%40host/",
        "http://secret:secret%2540host/",
        "http://secret:secret/%40host/",
        "http://secret:secret\uff20host/",
        "http://secret:secret@secret@host/",
        "http://secret:secret/@secret@host/",
        "http://secret:sec\u00fcret/\u2028@host/",
        "http://secret:secret\nsecret@host/",
        " http://secret:secret/w@host/",
        "secret:secret/w@host",
        "secret://secret@host/",
        "ftp://secret:secret/w@host/",
        "file://secret:secret@host/page",
        "file://secret:sec ret@host/page",
      })
  void refusesAUserNameWithoutRepeatingIt(String address) {
    PageFetchException refused =
        assertThrows(PageFetchException.class, () -> PageSource.parse(address));
    // With ANONPROXY_DEBUG, the causes are shown, too.
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      String shown = cause.toString();
      assertFalse(shown.contains("sec") || shown.contains("99999"), shown);
    }
    assertTrue(String.valueOf(refused.getMessage()).contains("\u2026@"), refused::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://secret:123/w@host/",
        "secret:123/w@host",
        "http://secret/w@host/",
        "http://secret.invalid:123/w@host/",
        "http://secret?w@host/"
      })
  void doesNotRepeatAnUnknownHostThatMayBeAUserName(String address) {
    PageFetchException failed =
        assertThrows(PageFetchException.class, () -> Fetching.bytesOf(nowhere(), address));
    String message = String.valueOf(failed.getMessage());
    assertTrue(message.contains("http://\u2026@host"), message);
    assertFalse(message.contains("secret") || message.contains("123"), message);
    String shown = failed.publicReason();
    assertTrue(shown.startsWith("cannot download the page: its host is not known"), shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "503 Busy with /page?token=secret",
        "302 Found\r\nLocation: /?token=secret",
        "302 Found",
        "302 Found\r\nLocation: /;token=secret",
        "302 Found\r\nLocation: ftp://h/?a secret",
        "302 Found\r\nLocation: javascript:secret()",
        "302 Found\r\nLocation: data:text/html,secret",
        "302 Found\r\nLocation: http://h:0/?secret",
        "302 Found\r\nLocation: http://h:0/#access_token=secret",
        "302 Found\r\nLocation: http://h;secret/",
        "302 Found\r\nLocation: http://127.0.0.1:1/;secret?secret=secret#secret",
        "200 OK\r\nTransfer-Encoding: rot13",
        "garbage",
      })
  void tellsWhyAPageCannotBeHadWithoutTheQuery(String answer) throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n")) {
      PageFetchException failed =
          failureOf(PageSource.parse(origin.url("/page;token=secret?token=secret#token=secret")));
      String reason = String.valueOf(failed.getMessage());
      assertTrue(reason.contains("/page;token=secret?token=secret: "), reason);
      String shown = failed.publicReason();
      assertFalse(shown.contains("secret"), shown);
      assertTrue(shown.startsWith("cannot download " + origin.url("/page;\u2026?\u2026: ")), shown);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:1/;secret?secret, http://127.0.0.1:1/;\u2026?\u2026",
    "javascript:secret(), javascript:\u2026",
    "data:text/html;secret, data:\u2026",
    "http://h:0/#access_token=secret, http:\u2026",
    "//h:0/#secret, \u2026",
    "secret:secret@host, \u2026"
  })
  void tellsWhereARedirectLedWithoutTheSecretsOfThat(String location, String shown)
      throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(
            "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n")) {
      String reason = failureOf(PageSource.parse(origin.url("/"))).publicReason();
      assertTrue(reason.contains(" a redirect to " + shown + ", "), reason);
      assertFalse(reason.contains("secret"), reason);
    }
  }

  /** As the runtime's client does, in more than one of its messages. */
  @Test
  void doesNotShowAnExceptionThatRepeatsTheAddress() throws Exception {
    WebUrl url = WebUrl.parse("http://host/page?secret");
    IOException failure = new FileNotFoundException(url.toString());
    assertEquals(
        "cannot download http://host/page?\u2026: FileNotFoundException; try again later or in a"
            + " browser",
        FetchFailure.explain(url, url, Fetching.PATIENT, failure).publicReason());
  }

  @Test
  void tellsWhyAFileCannotBeReadWithoutItsDirectories() throws Exception {
    PageSource source = PageSource.parse("/home/se cret/page\u202e.html");
    assertEquals(
        "cannot read the page from page\\u202E.html: there is no such file; check the path",
        failureOf(source).publicReason());
  }

  private static PageFetchException failureOf(PageSource source) {
    return assertThrows(
        PageFetchException.class, () -> new PageFetcher(Fetching.PATIENT).ask(source, null));
  }

  private static PageFetcher nowhere() {
    AddressResolver resolver =
        host -> {
          throw new UnknownHostException(host);
        };
    return new PageFetcher(
        Fetching.PATIENT,
        new Network(resolver, AddressTable::scopeOf, null),
        UnpooledByteBufAllocator.DEFAULT,
        InstantSource.system());
  }

  @Test
  void showsALegitimateAddressWithAnAtSign() throws Exception {
    String address = "https://host.test/@user/page?mail=a@b";
    assertEquals(address, PageSource.parse(address).toString());
    Fetching.assertFails(nowhere(), address, "cannot download " + address + ": the host host.test");
    Fetching.assertFails("./icon@2x.png", "cannot read the page from ./icon@2x.png");
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertEquals(2, Fetching.bytesOf(origin.url("/@user/page")).length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://secret:secret@host/",
        "http://secret:secret/w@host/",
        "//secret:secret/w@host/",
        "//secret:secret%40host/",
        "secret:secret@host",
        "ftp://secret:secret@host/",
        "\\\\secret:secret@host/ %"
      })
  void refusesARedirectWithoutRepeatingItsUserName(String location) throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(
            "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n")) {
      PageFetchException refused =
          assertThrows(PageFetchException.class, () -> Fetching.bytesOf(origin.url("/")));
      assertTrue(String.valueOf(refused.getMessage()).contains("a redirect to "));
      assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused::getMessage);
    }
  }
}
