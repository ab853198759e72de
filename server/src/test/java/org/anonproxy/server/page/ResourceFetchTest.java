package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.anonproxy.server.page.Fetching.PATIENT;
import static org.anonproxy.server.page.Fetching.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fetches what pages refer to. Addresses of 127.0.0.0/8 stand for all kinds, as in {@link
 * RedirectScopeTest}.
 */
final class ResourceFetchTest {
  private static final FetchLimits BRIEF =
      new FetchLimits(100_000, Duration.ofMillis(300), Duration.ofMillis(600), 3);

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final PageFetcher fetcher =
      new PageFetcher(
          PATIENT,
          new Network(
              host -> List.of(address("127.0." + host.replace("host", "") + ".1")),
              address ->
                  switch (address.getAddress()[2]) {
                    case 1 -> AddressScope.PUBLIC;
                    case 2 -> AddressScope.PRIVATE;
                    case 3 -> AddressScope.LINK_LOCAL;
                    default -> AddressScope.LOOPBACK;
                  },
              null),
          allocator,
          InstantSource.system());
  private final List<RawOrigin> origins = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  @AfterEach
  void stopOrigins() throws IOException {
    for (RawOrigin origin : origins) {
      origin.close();
    }
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  private RawOrigin origin(int kind, RawOrigin.Answer answer) throws IOException {
    RawOrigin origin =
        RawOrigin.at(ServerSocketFactory.getDefault(), "127.0." + kind + ".1", 0, answer);
    origins.add(origin);
    return origin;
  }

  private RawOrigin page(int kind) throws IOException {
    return origin(kind, (out, o) -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  private static URI url(int kind, RawOrigin origin) {
    return URI.create("http://host" + kind + ":" + origin.port() + "/");
  }

  private int fetch(Referrer from, URI url, FetchLimits within) throws PageFetchException {
    Page page = fetcher.fetch(from, url, within);
    int lengthBytes = page.lengthBytes();
    page.release();
    return lengthBytes;
  }

  private void assertRefused(Referrer from, URI url, String words) {
    PageFetchException e = assertThrows(PageFetchException.class, () -> fetch(from, url, PATIENT));
    assertTrue(String.valueOf(e.getMessage()).contains(words), String.valueOf(e.getMessage()));
  }

  @Test
  void aPublicPageGetsNothingPrivate() throws Exception {
    Page page = fetcher.fetch(new PageSource.Web(url(1, page(1))));
    Referrer from = page.referrer();
    page.release();
    assertEquals(AddressScope.PUBLIC, from.scope());
    assertEquals(2, fetch(from, url(1, page(1)), PATIENT));
    for (int kind : new int[] {2, 3, 0}) {
      RawOrigin hidden = page(kind);
      assertRefused(from, url(kind, hidden), "a reference from a public address to the ");
      assertEquals(List.of(), hidden.requestHeads());
    }
  }

  @Test
  void aPrivatePageGetsWhatIsPrivateOrPublic() throws Exception {
    Page page = fetcher.fetch(new PageSource.Web(url(2, page(2))));
    Referrer from = page.referrer();
    page.release();
    assertEquals(AddressScope.PRIVATE, from.scope());
    assertEquals(2, fetch(from, url(2, page(2)), PATIENT));
    assertEquals(2, fetch(from, url(1, page(1)), PATIENT));
    assertRefused(from, url(0, page(0)), "a reference from a private address to the loopback");
  }

  @Test
  void whatCameFromAPublicPlaceLeadsToNoPrivateOne() throws Exception {
    Referrer privatePage = new Referrer(URI.create("http://host2/"), AddressScope.PRIVATE);
    Page sheet = fetcher.fetch(privatePage, url(1, page(1)), PATIENT);
    Referrer from = sheet.referrer();
    sheet.release();
    assertRefused(from, url(2, page(2)), "a reference from a public address");
    RawOrigin hidden = page(2);
    RawOrigin redirecting =
        origin(
            1,
            (out, o) -> write(out, "HTTP/1.1 302 Go\r\nLocation: " + url(2, hidden) + "\r\n\r\n"));
    assertRefused(privatePage, url(1, redirecting), "a redirect from a public address");
    assertEquals(List.of(), hidden.requestHeads());
  }

  @Test
  void anHttpsPageGetsNothingByHttp() throws Exception {
    Referrer from = new Referrer(URI.create("https://host1/"), AddressScope.PUBLIC);
    assertRefused(from, url(1, page(1)), "an https page refers to it by http");
  }

  @Test
  void aSlowResourceIsGivenUp() throws Exception {
    RawOrigin slow =
        origin(
            1,
            (out, o) -> {
              write(out, "HTTP/1.1 200 OK\r\n\r\n");
              for (int i = 0; i < 1000 && o.pause(50); i++) {
                write(out, "x");
                out.flush();
              }
            });
    Referrer from = new Referrer(URI.create("http://host1/"), AddressScope.PUBLIC);
    PageFetchException e =
        assertThrows(PageFetchException.class, () -> fetch(from, url(1, slow), BRIEF));
    assertTrue(String.valueOf(e.getMessage()).contains("600 ms in all"));
  }

  @Test
  void aResourceThatUnpacksToTooMuchIsGivenUp() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[10_000_000]);
    }
    RawOrigin bomb =
        origin(
            1,
            (out, o) -> {
              write(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
              packed.writeTo(out);
            });
    Referrer from = new Referrer(URI.create("http://host1/"), AddressScope.PUBLIC);
    assertRefused(from, url(1, bomb), "it is larger than 100000 bytes");
  }

  @Test
  void aFileSeesItsOwnDirectoryOnly() throws Exception {
    Path site = Files.createDirectories(directory.resolve("site/in"));
    Path page = Files.writeString(directory.resolve("site/page.html"), "<html>");
    Path beside = Files.writeString(site.resolve("a.css"), "a{}");
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    Path link = Files.createSymbolicLink(site.resolve("link"), secret);
    Referrer from = new Referrer(page.toUri(), AddressScope.PUBLIC);
    assertEquals(3, fetch(from, beside.toUri(), PATIENT));
    assertRefused(from, secret.toUri(), "not in the directory");
    assertRefused(from, link.toUri(), "not in the directory");
    assertRefused(from, site.resolve("../../secret").toUri(), "not in the directory");
    assertRefused(from, site.resolve("gone").toUri(), "no such file");
    assertRefused(from, url(0, page(0)), "a reference from a public address");
    assertRefused(from, URI.create("file://u:secret@h/a.png"), "cannot read \u2026@h/a.png; ");
    assertRefused(from, URI.create("file://u:secret/w@h/a.png"), "cannot read \u2026@h/a.png; ");
    Referrer web = new Referrer(URI.create("http://host0/"), AddressScope.LOOPBACK);
    assertRefused(web, beside.toUri(), "not in the directory");
  }
}
