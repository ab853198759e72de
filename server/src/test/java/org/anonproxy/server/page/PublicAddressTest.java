package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
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
    "file:///home/secret/page.html, page.html"
  })
  void showsAnAddressWithoutItsSecrets(String address, String shown) {
    assertEquals(shown, PublicAddress.of(URI.create(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:secret@host/page",
        "user:secret@host/page",
        "https://secret@host",
        "secret@host"
      })
  void refusesAUserNameWithoutRepeatingIt(String address) {
    PageFetchException refused =
        assertThrows(PageFetchException.class, () -> PageSource.parse(address));
    assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused::getMessage);
  }

  @Test
  void leavesOtherAddressesAlone() {
    assertEquals("http://host/", PublicAddress.withoutUser("http://host/"));
  }
}
