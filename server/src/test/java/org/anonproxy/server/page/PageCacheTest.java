package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.anonproxy.server.page.ScriptedOrigin.SOURCE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keeps pages, and only those that somebody needs. */
final class PageCacheTest {
  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final PageCache cache = new PageCache(origin, 100);

  @AfterEach
  void leavesNothingBehind() {
    cache.close();
    assertEquals(0, origin.pagesAlive());
  }

  private static String textOf(CachedPage cached) {
    try {
      return cached.page().content().toString(UTF_8);
    } finally {
      cached.page().release();
    }
  }

  @Test
  void asksOnceForAPageThatItHas() throws Exception {
    assertEquals("first", textOf(cache.get(SOURCE)));
    assertEquals("first", textOf(cache.get(SOURCE)));
    assertEquals(1, origin.timesAsked());
    assertEquals(5, cache.weightBytes());
  }

  @Test
  void replacesAVersionAndFreesItWithItsLastReader() throws Exception {
    CachedPage first = cache.get(SOURCE);
    for (int version = 0; version < 20; version++) {
      origin.has("version " + version);
      CachedPage next = cache.refresh(SOURCE);
      assertEquals(CheckResult.UPDATED, next.result());
      assertEquals("version " + version, textOf(next));
      assertEquals(2, origin.pagesAlive());
    }
    assertEquals("first", textOf(first));
    assertEquals(1, origin.pagesAlive());
  }

  @Test
  void keepsTheVersionThatItsOriginConfirms() throws Exception {
    origin.says("max-age=60");
    textOf(cache.get(SOURCE));
    origin.says("");
    CachedPage same = cache.refresh(SOURCE);
    assertEquals(CheckResult.UNCHANGED, same.result());
    assertEquals(Duration.ofSeconds(60), same.freshness().lifetime(), "what it said before");
    assertEquals("first", textOf(same));
  }

  @Test
  void takesTheSameBytesForTheSameVersion() throws Exception {
    origin.ignoresConditions();
    textOf(cache.get(SOURCE));
    for (int look = 0; look < 3; look++) {
      CachedPage same = cache.refresh(SOURCE);
      assertEquals(CheckResult.UNCHANGED, same.result());
      assertEquals("first", textOf(same));
      assertEquals(1, origin.pagesAlive());
    }
  }

  @Test
  void keepsTheLastGoodVersionWhileItsOriginFails() throws Exception {
    textOf(cache.get(SOURCE));
    origin.isDown();
    for (int look = 0; look < 3; look++) {
      CachedPage kept = cache.refresh(SOURCE);
      assertEquals(CheckResult.FAILED, kept.result());
      assertNotNull(kept.failure());
      assertEquals("first", textOf(kept));
    }
    origin.has("second");
    CachedPage recovered = cache.refresh(SOURCE);
    assertNull(recovered.failure());
    assertEquals("second", textOf(recovered));
  }

  @Test
  void hasNothingOfAPageThatNeverCame() throws Exception {
    origin.isDown();
    assertThrows(PageFetchException.class, () -> cache.get(SOURCE));
    assertThrows(PageFetchException.class, () -> cache.refresh(SOURCE));
    origin.has("late");
    assertEquals("late", textOf(cache.refresh(SOURCE)));
  }

  @Test
  void staysWithinItsBytes() throws Exception {
    origin.has("x".repeat(40));
    for (int page = 0; page < 10; page++) {
      textOf(cache.get(new PageSource.Web(URI.create("http://origin.test/" + page))));
      assertTrue(cache.weightBytes() <= 100);
      assertTrue(origin.pagesAlive() <= 2, () -> "alive: " + origin.pagesAlive());
    }
  }

  @Test
  void asksOnceForManyWhoWaitAtOnce() throws Exception {
    int callers = 8;
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch mayAnswer = new CountDownLatch(1);
    PageOrigin slow =
        (source, known) -> {
          if (known != null) {
            asked.incrementAndGet();
            awaitLatch(mayAnswer);
          }
          return origin.ask(source, known);
        };
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try (PageCache shared = new PageCache(slow, 100)) {
      textOf(shared.get(SOURCE));
      origin.has("second");
      CountDownLatch entered = new CountDownLatch(callers);
      List<Future<String>> answers = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        answers.add(
            threads.submit(
                () -> {
                  entered.countDown();
                  return textOf(shared.refresh(SOURCE));
                }));
      }
      assertTrue(entered.await(10, TimeUnit.SECONDS));
      await().until(() -> waiting() == callers);
      mayAnswer.countDown();
      for (Future<String> answer : answers) {
        assertEquals("second", answer.get(10, TimeUnit.SECONDS));
      }
      assertEquals(1, asked.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void asksNoMoreForACallerThatIsToEnd() throws Exception {
    try (PageCache inline = new PageCache(origin, 100, Runnable::run)) {
      textOf(inline.get(SOURCE));
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> inline.refresh(SOURCE));
      assertEquals(2, origin.timesAsked());
    }
  }

  /** Counts the callers that have come as far as they can. */
  private static long waiting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("pool-"))
        .filter(
            thread ->
                List.of(thread.getValue()).stream()
                    .anyMatch(
                        frame ->
                            frame.getClassName().equals(PageCache.class.getName())
                                && frame.getMethodName().equals("refresh")))
        .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
        .count();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
