package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.anonproxy.fuzz.FuzzInput;
import org.jspecify.annotations.Nullable;

/**
 * Lets the fuzzer be the origin of a page: whatever it answers, the fetch ends within its limits
 * with a page or with one clean line, and leaves no memory behind.
 *
 * <p>The first byte tells where the answer is cut in two, and whether the connection stays open. A
 * redirect is understood but leads nowhere, for a fuzzer must not choose whom to connect to.
 */
public final class PageFetcherFuzzer {
  private static final FetchLimits LIMITS =
      new FetchLimits(10_000, Duration.ofMillis(500), Duration.ofMillis(500), 1);
  private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int STAYS_OPEN = 255;
  private static final String HOST = "origin.example";

  private static final AtomicReference<@Nullable Throwable> UNCAUGHT = new AtomicReference<>();

  private PageFetcherFuzzer() {}

  /** Called by Jazzer, once: what kills a thread in the background counts too. */
  public static void fuzzerInitialize() {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> UNCAUGHT.set(e));
  }

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    FuzzInput input = new FuzzInput(bytes);
    int choice = input.below(256);
    byte[] first = input.take(choice);
    byte[] second = input.rest();
    CountDownLatch fetched = new CountDownLatch(1);
    RawOrigin.Answer answer =
        (out, origin) -> {
          out.write(first);
          out.write(second);
          if (choice == STAYS_OPEN) {
            fetched.await(MOST_NANOS, TimeUnit.NANOSECONDS);
          }
        };
    try (RawOrigin origin = RawOrigin.answering(answer)) {
      fetch("http://" + HOST + ":" + origin.port() + "/page", fetched);
    }
  }

  private static void fetch(String url, CountDownLatch fetched) throws MalformedURLException {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    PageFetcher fetcher = new PageFetcher(LIMITS, network(), allocator, InstantSource.system());
    PageSource source = new PageSource.Web(WebUrl.parse(url).toUri());
    long startNanos = System.nanoTime();
    try {
      Page page = fetcher.fetch(source);
      assertTrue(page.lengthBytes() <= LIMITS.maxBytes(), "more than the limit");
      page.release();
    } catch (PageFetchException e) {
      String message = String.valueOf(e.getMessage());
      assertFalse(message.chars().anyMatch(Character::isISOControl), message);
      assertTrue(message.contains("; "), "says what to do: " + message);
    } finally {
      fetched.countDown();
    }
    assertTrue(System.nanoTime() - startNanos < MOST_NANOS, "ended in time");
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct bytes not released");
    assertNull(UNCAUGHT.getAndSet(null));
  }

  /** Knows the origin's address when asked for the first time, and no other host ever. */
  private static Network network() {
    AtomicReference<@Nullable InetAddress> once =
        new AtomicReference<>(Fetching.address("127.0.0.1"));
    AddressResolver resolver =
        host -> {
          InetAddress address = once.getAndSet(null);
          if (address == null || !host.equals(HOST)) {
            throw new UnknownHostException(host);
          }
          return List.of(address);
        };
    return new Network(resolver, AddressTable::scopeOf, /* tls= */ null);
  }
}
