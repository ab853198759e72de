package org.anonproxy.server.page;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
  private final LoadingCache<PageSource, CachedPage> entries;

  /**
   * Creates an empty cache.
   *
   * @param maxBytes the most that all pages together may have
   */
  public PageCache(PageOrigin origin, long maxBytes) {
    this(origin, maxBytes, PageCache::startThread);
  }

  PageCache(PageOrigin origin, long maxBytes, Executor refreshes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((PageSource source, CachedPage entry) -> weight(entry))
            // For its own upkeep, which is short; the loader brings threads for what is not.
            .executor(Runnable::run)
            .removalListener((source, entry, cause) -> release(entry))
            .build(new Loader(origin, refreshes));
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
    try {
      CachedPage entry = entries.refresh(source).get();
      return entry.tryRetain() ? entry : get(source);
    } catch (ExecutionException e) {
      throw reasonOf(e);
    }
  }

  private static PageFetchException reasonOf(Exception e) {
    return e.getCause() instanceof PageFetchException failure
        ? failure
        : new PageFetchException("cannot obtain the page: " + e.getCause(), "report this error", e);
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

  /** Obtains pages and their newer versions. */
  private record Loader(PageOrigin origin, Executor refreshes)
      implements CacheLoader<PageSource, CachedPage> {
    @Override
    public CachedPage load(PageSource source) throws PageFetchException {
      FetchAnswer.Fetched fetched = (FetchAnswer.Fetched) origin.ask(source, null);
      return new CachedPage(fetched.page(), fetched.freshness(), CheckResult.UPDATED, null);
    }

    @Override
    public CompletableFuture<CachedPage> asyncReload(
        PageSource source, CachedPage known, Executor upkeep) {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              return reload(source, known);
            } catch (PageFetchException e) {
              throw new CompletionException(e);
            }
          },
          refreshes);
    }

    @Override
    public CachedPage reload(PageSource source, CachedPage known) throws PageFetchException {
      if (!known.tryRetain()) {
        return load(source);
      }
      try {
        return newer(origin.ask(source, known.page().metadata()), known);
      } catch (PageFetchException e) {
        return known.afterFailure(e);
      } finally {
        known.page().release();
      }
    }

    private static CachedPage newer(FetchAnswer answer, CachedPage known) {
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
}
