package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last good version of each page, up to a number of bytes in all; the pages that are of
 * least use go first.
 *
 * <p>Whoever asks for a page while it is being obtained waits for the same answer: an origin is
 * never asked twice at once for one page. The first fetch occupies the calling thread, later ones a
 * thread of their own; neither may be an event loop.
 *
 * <p>Each entry owns a reference of its page, given up with the entry, and so does whoever is given
 * a page. Safe for use by many threads.
 */
public final class PageCache implements AutoCloseable {
  private final PageOrigin origin;
  private final Executor threads;
  private final LoadingCache<PageSource, CachedPage> entries;

  /**
   * Holds the refreshes under way. Caffeine's own would answer before the entry is replaced, so
   * that who asks again at once would be given the same answer, and the origin not be asked.
   */
  private final ConcurrentMap<PageSource, CompletableFuture<@Nullable CachedPage>> refreshes =
      new ConcurrentHashMap<>();

  /**
   * Creates an empty cache.
   *
   * @param maxBytes the most that all pages together may have
   */
  public PageCache(PageOrigin origin, long maxBytes) {
    this(origin, maxBytes, PageCache::startThread);
  }

  PageCache(PageOrigin origin, long maxBytes, Executor threads) {
    this.origin = origin;
    this.threads = threads;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((PageSource source, CachedPage entry) -> weight(entry))
            // For its own upkeep, which is short.
            .executor(Runnable::run)
            .removalListener((source, entry, cause) -> release(entry))
            .build(source -> firstOf(origin, source));
  }

  private static void startThread(Runnable refresh) {
    Thread thread = new Thread(refresh, PinnedRoute.THREAD_NAME_PREFIX + "fetch");
    thread.setDaemon(true);
    thread.start();
  }

  /** An empty page has a weight, too, or there could be any number of them. */
  private static int weight(CachedPage entry) {
    return Math.max(1, entry.page().lengthBytes());
  }

  private static void release(@Nullable CachedPage entry) {
    if (entry != null) {
      entry.page().release();
    }
  }

  /**
   * Returns the page, obtained if it is not here; the caller takes a reference of it.
   *
   * @throws PageFetchException if it is not here and cannot be obtained
   */
  public CachedPage get(PageSource source) throws PageFetchException {
    while (true) {
      CachedPage entry = load(source);
      // What another thread has replaced since is no longer alive, and there is a newer one.
      if (entry.tryRetain()) {
        return entry;
      }
    }
  }

  private CachedPage load(PageSource source) throws PageFetchException {
    try {
      return entries.get(source);
    } catch (CompletionException e) {
      throw reasonOf(e);
    }
  }

  /**
   * Asks the origin for a newer version, waits for the answer and returns the page as it is then;
   * the caller takes a reference of it. If the origin fails, that is the version before.
   *
   * @throws PageFetchException if there is no version at all
   * @throws InterruptedException if the caller no longer waits; the answer counts all the same
   */
  public CachedPage refresh(PageSource source) throws PageFetchException, InterruptedException {
    if (entries.getIfPresent(source) == null) {
      return get(source);
    }
    CompletableFuture<@Nullable CachedPage> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable CachedPage> others = refreshes.putIfAbsent(source, mine);
    if (others == null) {
      threads.execute(() -> replace(source, mine));
    }
    try {
      @Nullable CachedPage entry = (others == null ? mine : others).get();
      // An answer can overtake the interrupt; whoever is to end must not ask for the page anew.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return entry != null && entry.tryRetain() ? entry : get(source);
    } catch (ExecutionException e) {
      throw reasonOf(e);
    }
  }

  /** Answers all who wait, when whoever asks from now on makes the origin be asked again. */
  private void replace(PageSource source, CompletableFuture<@Nullable CachedPage> waiting) {
    try {
      @Nullable CachedPage entry = replace(source);
      refreshes.remove(source);
      waiting.complete(entry);
    } catch (RuntimeException | Error e) {
      refreshes.remove(source);
      waiting.completeExceptionally(e);
    }
  }

  /** Returns null if the page is gone, so that there is nothing to replace. */
  private @Nullable CachedPage replace(PageSource source) {
    CachedPage known = entries.getIfPresent(source);
    if (known == null || !known.tryRetain()) {
      return null;
    }
    try {
      CachedPage newer = newerThan(known, source);
      if (!entries.asMap().replace(source, known, newer)) {
        release(newer); // The cache was closed or needed the room.
      }
      return newer;
    } finally {
      release(known);
    }
  }

  private static PageFetchException reasonOf(Exception e) {
    return e.getCause() instanceof PageFetchException failure
        ? failure
        : new PageFetchException(
            new Wording(
                "cannot obtain the page: " + encode(String.valueOf(e.getCause())),
                "cannot obtain the page"),
            "report this error",
            e);
  }

  /** Returns what all pages together weigh. */
  long weightBytes() {
    entries.cleanUp();
    return entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** Gives all pages up; what is being obtained is given up when it comes. */
  @Override
  public void close() {
    entries.invalidateAll();
  }

  private static CachedPage firstOf(PageOrigin origin, PageSource source)
      throws PageFetchException {
    FetchAnswer.Fetched fetched = (FetchAnswer.Fetched) origin.ask(source, null);
    return new CachedPage(fetched.page(), fetched.freshness(), CheckResult.UPDATED, null);
  }

  private CachedPage newerThan(CachedPage known, PageSource source) {
    FetchAnswer answer;
    try {
      answer = origin.ask(source, known.page().metadata());
    } catch (PageFetchException e) {
      return known.afterFailure(e);
    }
    if (!(answer instanceof FetchAnswer.Fetched fetched)) {
      return known.afterConfirmation(known.page().metadata(), answer.freshness());
    }
    if (!ByteBufUtil.equals(fetched.page().content(), known.page().content())) {
      return new CachedPage(fetched.page(), answer.freshness(), CheckResult.UPDATED, null);
    }
    fetched.page().release();
    return known.afterConfirmation(fetched.page().metadata(), answer.freshness());
  }
}
