package org.anonproxy.server.page;

import static org.anonproxy.server.page.Fetching.PATIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks origins for a page only if it is another than the one known. */
final class ConditionalFetchTest {
  private static final String MODIFIED = "Sun, 01 Nov 2026 00:00:00 GMT";
  private static final String NOT_MODIFIED =
      "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=7\r\n\r\n";
  private static final String PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage";

  private final PageFetcher fetcher = new PageFetcher(PATIENT);

  private static PageMetadata known(
      String source, @Nullable String entityTag, @Nullable String lastModified) {
    return new PageMetadata(URI.create(source), null, entityTag, lastModified, Instant.EPOCH);
  }

  private FetchAnswer ask(String source, PageMetadata known) throws PageFetchException {
    FetchAnswer answer = fetcher.ask(PageSource.parse(source), known);
    if (answer instanceof FetchAnswer.Fetched fetched) {
      fetched.page().release();
    }
    return answer;
  }

  private static String headOf(RawOrigin origin) {
    return origin.requestHeads().get(origin.requestHeads().size() - 1);
  }

  @Test
  void sendsBothValidatorsAndTakesNoForAnAnswer() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(NOT_MODIFIED)) {
      String url = origin.url("/a?b");
      FetchAnswer answer = ask(url, known(url, "W/\"v1\"", MODIFIED));
      assertEquals(new FetchAnswer.Unchanged(new Freshness(Duration.ofSeconds(7), null)), answer);
      assertTrue(headOf(origin).contains("\r\nIf-None-Match: W/\"v1\"\r\n"), headOf(origin));
      assertTrue(
          headOf(origin).contains("\r\nIf-Modified-Since: " + MODIFIED + "\r\n"), headOf(origin));
    }
  }

  @Test
  void takesAnotherVersion() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(PAGE)) {
      String url = origin.url("/");
      assertInstanceOf(FetchAnswer.Fetched.class, ask(url, known(url, "\"v1\"", null)));
      assertTrue(headOf(origin).contains("If-None-Match: \"v1\""), headOf(origin));
      assertFalse(headOf(origin).contains("If-Modified-Since"), headOf(origin));
    }
  }

  @Test
  void givesOnlyTheAddressThatGaveTheTagATag() throws Exception {
    try (RawOrigin end = RawOrigin.answering(NOT_MODIFIED);
        RawOrigin start =
            RawOrigin.answering(
                "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
                    + end.url("/")
                    + "\r\n\r\n")) {
      FetchAnswer answer = ask(start.url("/"), known(end.url("/"), "\"v1\"", MODIFIED));
      assertInstanceOf(FetchAnswer.Unchanged.class, answer);
      assertFalse(headOf(start).contains("If-"), headOf(start));
      assertTrue(headOf(end).contains("If-None-Match"), headOf(end));
    }
  }

  @Test
  void doesNotBelieveA304ThatItDidNotAskFor() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(NOT_MODIFIED)) {
      PageMetadata elsewhere = known(origin.url("/other"), "\"v1\"", MODIFIED);
      assertThrows(PageFetchException.class, () -> ask(origin.url("/"), elsewhere));
      PageMetadata untagged = known(origin.url("/"), null, null);
      assertThrows(PageFetchException.class, () -> ask(origin.url("/"), untagged));
    }
  }

  @Test
  void keepsTagsToItselfThatNoRequestCanCarry() throws Exception {
    for (String tag : new String[] {"\"\u0001\"", "\"\r\nX: y\"", "\"\u00e9\"", "x".repeat(2000)}) {
      try (RawOrigin origin = RawOrigin.answering(PAGE)) {
        String url = origin.url("/");
        assertInstanceOf(FetchAnswer.Fetched.class, ask(url, known(url, tag, tag)));
        assertFalse(headOf(origin).contains("If-"), headOf(origin));
      }
    }
  }

  @Test
  void tellsAFileByItsSizeAndTime(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("page"), "one");
    PageSource source = PageSource.parse(file.toString());
    PageMetadata first = metadataOf(source, null);

    assertInstanceOf(FetchAnswer.Unchanged.class, fetcher.ask(source, first));

    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "three");
    Files.setLastModifiedTime(file, time);
    PageMetadata second = metadataOf(source, first);

    Files.writeString(file, "seven");
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
    PageMetadata third = metadataOf(source, second);
    assertInstanceOf(FetchAnswer.Unchanged.class, fetcher.ask(source, third));

    Files.delete(file);
    assertThrows(PageFetchException.class, () -> fetcher.ask(source, third));
  }

  private PageMetadata metadataOf(PageSource source, @Nullable PageMetadata known)
      throws PageFetchException {
    Page page = assertInstanceOf(FetchAnswer.Fetched.class, fetcher.ask(source, known)).page();
    page.release();
    return page.metadata();
  }

  @Test
  void survivesAPageForWhichThereIsNoMemory() throws Exception {
    PageFetcher poor =
        new PageFetcher(PATIENT, Network.REAL, new FullAllocator(), InstantSource.system());
    try (RawOrigin origin = RawOrigin.answering(PAGE)) {
      Fetching.assertFails(poor, origin.url("/"), "there is not enough memory");
    }
  }

  @Test
  void refusesAFileThatIsWrittenWhileItIsRead(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("page"), "one");
    AbstractByteBufAllocator writing =
        new AbstractByteBufAllocator() {
          @Override
          protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new AssertionError("a page is direct memory");
          }

          @Override
          protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            try {
              Files.writeString(file, "another");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
          }

          @Override
          public boolean isDirectBufferPooled() {
            return false;
          }
        };
    PageFetcher late = new PageFetcher(PATIENT, Network.REAL, writing, InstantSource.system());
    Fetching.assertFails(late, file.toString(), "somebody wrote to it meanwhile");
  }

  /** Has no memory to give. */
  private static final class FullAllocator extends AbstractByteBufAllocator {
    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("of this test");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("of this test");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  @Test
  void holdsARefreshToTheRulesOfRedirects() throws IOException {
    try (RawOrigin target = RawOrigin.answering(PAGE);
        RawOrigin start =
            RawOrigin.answering(
                "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
                    + target.url("/")
                    + "\r\n\r\n")) {
      // By its name the first hop is public; the redirect then leads to this very machine.
      Network network =
          new Network(
              host -> List.of(Fetching.address("127.0.0.1")),
              new AddressRules() {
                private int asked;

                @Override
                public AddressScope scopeOf(InetAddress address) {
                  return asked++ == 0 ? AddressScope.PUBLIC : AddressScope.PRIVATE;
                }
              },
              null);
      PageFetcher strict =
          new PageFetcher(
              PATIENT, network, UnpooledByteBufAllocator.DEFAULT, InstantSource.system());
      PageFetchException refused =
          assertThrows(
              PageFetchException.class,
              () ->
                  strict.ask(
                      PageSource.parse(start.url("/")), known(target.url("/"), "\"v1\"", null)));
      assertTrue(String.valueOf(refused.getMessage()).contains("a redirect from a public address"));
      assertEquals(0, target.requestHeads().size());
    }
  }
}
