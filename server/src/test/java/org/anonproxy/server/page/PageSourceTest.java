package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.anonproxy.server.page.Fetching.SMALL;
import static org.anonproxy.server.page.Fetching.assertFails;
import static org.anonproxy.server.page.Fetching.bytesOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tells hosts from files, and reads the files. */
final class PageSourceTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "www.example.com, http://www.example.com/",
    "localhost:8080/x, http://localhost:8080/x",
    "127.0.0.1:8080, http://127.0.0.1:8080/",
    "[::1]:8080, http://[::1]:8080/",
    "intranet, http://intranet/",
    "https://a/, https://a/",
  })
  void takesForTheWeb(String text, String expected) throws PageFetchException {
    assertEquals(expected, PageSource.parse(text).toString());
    assertInstanceOf(PageSource.Web.class, PageSource.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such", "./no", "../no", "file:///no/such", "FILE:/no/such"})
  void takesForAFileEvenIfItIsMissing(String text) throws PageFetchException {
    assertInstanceOf(PageSource.LocalFile.class, PageSource.parse(text));
    assertFails(text, "there is no such file");
  }

  @Test
  void prefersAFileThatIsThere() throws PageFetchException {
    assertInstanceOf(PageSource.LocalFile.class, PageSource.parse("pom.xml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "ftp://a/",
        "mailto:a@b",
        "javascript:1",
        "http:a",
        "a:b",
        "user@host",
        "a\nb",
        "file:relative",
        "file://host/x",
        "file:///%zz",
        "a\u0000b"
      })
  void refuses(String text) {
    assertFails(text, "");
  }

  @Test
  void readsAFileByteForByte() throws Exception {
    byte[] content = new byte[SMALL.maxBytes()];
    for (int index = 0; index < content.length; index++) {
      content[index] = (byte) index;
    }
    Path file = Files.write(directory.resolve("a page.html"), content);
    assertArrayEquals(content, bytesOf(file.toString()));
    assertArrayEquals(content, bytesOf(file.toUri().toString()));
    assertEquals(0, bytesOf(Files.createFile(directory.resolve("empty")).toString()).length);
  }

  @Test
  void refusesAFileThatIsTooLarge() throws IOException {
    Path file = Files.write(directory.resolve("large"), new byte[SMALL.maxBytes() + 1]);
    assertFails(file.toString(), "it is larger than 100000 bytes");
  }

  @Test
  void refusesWhatIsNotARegularFile() {
    assertFails(directory.toString(), "it is not a regular file");
    assertFails("/dev/zero", "it is not a regular file");
  }

  @Test
  void encodesTheNameOfAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("a\nb"), "x".repeat(200_000), UTF_8);
    assertFails(file.toString(), "a\\u000Ab: it is larger");
  }
}
