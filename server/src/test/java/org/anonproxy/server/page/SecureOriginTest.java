package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.anonproxy.server.page.Fetching.PATIENT;
import static org.anonproxy.server.page.Fetching.SMALL;
import static org.anonproxy.server.page.Fetching.address;
import static org.anonproxy.server.page.Fetching.assertFails;
import static org.anonproxy.server.page.Fetching.bytesOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches over TLS from an origin with a certificate made for {@code origin.test}. */
final class SecureOriginTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path directory;
  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=origin.test",
                "-ext",
                "san=dns:origin.test",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.txt").toFile())
            .start();
    assertEquals(true, keytool.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, keytool.exitValue());
    tls = contextOf(KeyStore.getInstance(file.toFile(), PASSWORD));
  }

  @Test
  void fetchesFromTheHostThatTheCertificateNames() throws Exception {
    try (RawOrigin origin = secureOrigin("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage")) {
      String url = "https://origin.test:" + origin.port() + "/x";
      assertEquals("page", new String(bytesOf(fetcher(tls, PATIENT), url), ISO_8859_1));
      String head = origin.requestHeads().get(0);
      assertEquals("GET /x HTTP/1.1", head.lines().findFirst().orElseThrow());
    }
  }

  @Test
  void refusesACertificateForAnotherHost() throws Exception {
    try (RawOrigin origin = secureOrigin("")) {
      String url = "https://other.test:" + origin.port() + "/";
      assertFails(fetcher(tls, PATIENT), url, "no secure connection: No subject alternative DNS");
    }
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() throws Exception {
    try (RawOrigin origin = secureOrigin("")) {
      String url = "https://origin.test:" + origin.port() + "/";
      assertFails(fetcher(null, PATIENT), url, "check the server's certificate");
    }
  }

  @Test
  void doesNotLeaveEncryptionByARedirect() throws Exception {
    String answer = "HTTP/1.1 302 Found\r\nLocation: http://origin.test/\r\n\r\n";
    try (RawOrigin origin = secureOrigin(answer)) {
      String url = "https://origin.test:" + origin.port() + "/";
      assertFails(fetcher(tls, PATIENT), url, "a redirect from https to http://origin.test/");
    }
  }

  @Test
  void meetsAPlainServerWithAWord() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 400 Bad\r\n\r\n")) {
      String url = "https://origin.test:" + origin.port() + "/";
      assertTimeoutPreemptively(
          Duration.ofSeconds(4), () -> assertFails(fetcher(tls, SMALL), url, "cannot download"));
    }
  }

  @Test
  void endsAnEncryptedHeaderWithoutEnd() throws Exception {
    try (RawOrigin origin =
        RawOrigin.at(
            tls.getServerSocketFactory(),
            "127.0.0.1",
            0,
            (out, self) -> {
              while (self.pause(0)) {
                out.write("x".repeat(10_000).getBytes(ISO_8859_1));
              }
            })) {
      String url = "https://origin.test:" + origin.port() + "/";
      assertTimeoutPreemptively(
          Duration.ofSeconds(4), () -> assertFails(fetcher(tls, SMALL), url, "cannot download"));
    }
  }

  private static RawOrigin secureOrigin(String answer) throws IOException {
    return RawOrigin.at(
        tls.getServerSocketFactory(),
        "127.0.0.1",
        0,
        (out, self) -> out.write(answer.getBytes(ISO_8859_1)));
  }

  private static PageFetcher fetcher(@Nullable SSLContext trust, FetchLimits limits) {
    Network network =
        new Network(host -> List.of(address("127.0.0.1")), AddressTable::scopeOf, trust);
    return new PageFetcher(
        limits, network, UnpooledByteBufAllocator.DEFAULT, InstantSource.system());
  }

  private static SSLContext contextOf(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = trustedOf(store);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore trustedOf(KeyStore store) throws GeneralSecurityException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("origin", store.getCertificate("mykey"));
      return trusted;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
