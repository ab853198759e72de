package org.anonproxy.server.page;

import static org.anonproxy.server.page.ScriptedOrigin.SOURCE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looks for new versions on a thread of its own. */
final class PageRefresherTest {
  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicInteger requested = new AtomicInteger();

  private PageRefresher started(PageCache cache, @Nullable RefreshPolicy policy)
      throws PageFetchException {
    CachedPage first = cache.get(SOURCE);
    PageRefresher refresher = new PageRefresher(cache, SOURCE, first, policy);
    first.page().release();
    refresher.start(
        page -> published.incrementAndGet(),
        (before, now, asked) -> requested.addAndGet(asked ? 1 : 0));
    return refresher;
  }

  @Test
  void looksWhenAskedTo() throws Exception {
    try (PageCache cache = new PageCache(origin, 100);
        PageRefresher refresher = started(cache, null)) {
      for (int version = 1; version <= 5; version++) {
        int expected = version;
        origin.has("version " + version);
        refresher.refreshNow();
        await().until(() -> published.get() == expected && requested.get() == expected);
        assertEquals(1, origin.pagesAlive());
      }
      assertEquals(6, origin.timesAsked());
    }
    assertEquals(0, origin.pagesAlive());
  }

  @Test
  void looksOnceMoreForAllWhoAskWhileItLooks() throws Exception {
    Semaphore mayAnswer = new Semaphore(0);
    PageOrigin slow =
        (source, known) -> {
          if (known != null) {
            mayAnswer.acquireUninterruptibly();
          }
          return origin.ask(source, known);
        };
    try (PageCache cache = new PageCache(slow, 100, Runnable::run);
        PageRefresher refresher = started(cache, null)) {
      refresher.refreshNow();
      await().until(mayAnswer::hasQueuedThreads);
      refresher.refreshNow();
      refresher.refreshNow();
      refresher.refreshNow();
      mayAnswer.release(2);
      await().until(() -> requested.get() == 2 && !mayAnswer.hasQueuedThreads() && isIdle());
      assertEquals(3, origin.timesAsked(), "the first fetch, and two looks");
    }
  }

  private static boolean isIdle() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals(PinnedRoute.THREAD_NAME_PREFIX + "refresh")
                    && thread.getState() == Thread.State.WAITING);
  }

  @Test
  void looksWhenTheTimeHasCome() throws Exception {
    RefreshPolicy often = new RefreshPolicy(Duration.ofMillis(100), Duration.ofMillis(100));
    try (PageCache cache = new PageCache(origin, 100);
        PageRefresher refresher = started(cache, often)) {
      await().until(() -> refresher.status().count(CheckResult.UNCHANGED) >= 2);
      origin.has("second");
      await().until(() -> published.get() == 1);
      assertEquals(0, requested.get());
    }
  }

  @Test
  void looksWhenAskedToAlsoAtAnOriginThatWantsToBeLeftAlone() throws Exception {
    RefreshPolicy often = new RefreshPolicy(Duration.ofMillis(100), Duration.ofHours(1));
    try (PageCache cache = new PageCache(origin, 100);
        PageRefresher refresher = started(cache, often)) {
      origin.isDownAndSays(Duration.ofHours(1));
      await().until(() -> refresher.status().consecutiveFailures() == 1);
      origin.has("second");
      refresher.refreshNow();
      await().until(() -> published.get() == 1 && requested.get() == 1);
    }
  }

  @Test
  void givesUpThePageOfAFetchThatOutlivesIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    PageOrigin slow =
        (source, known) -> {
          if (known != null) {
            asked.countDown();
            try {
              assertTrue(mayAnswer.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          return origin.ask(source, known);
        };
    try (PageCache cache = new PageCache(slow, 100);
        PageRefresher refresher = started(cache, null)) {
      origin.has("second");
      refresher.refreshNow();
      assertTrue(asked.await(10, TimeUnit.SECONDS));
    }
    mayAnswer.countDown();
    await().until(() -> origin.timesAsked() == 2 && origin.pagesAlive() == 0);
    assertEquals(0, published.get());
  }
}
