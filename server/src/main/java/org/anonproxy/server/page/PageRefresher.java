package org.anonproxy.server.page;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one page fresh: looks for a newer version when its time has come or somebody asks, on a
 * thread of its own.
 *
 * <p>Whatever goes wrong with a look, the last good page stays. All methods may be called from any
 * thread.
 */
public final class PageRefresher implements AutoCloseable {
  private final PageUpkeep upkeep;
  private final @Nullable RefreshPolicy policy;
  private final Semaphore requests = new Semaphore(0);
  private volatile @Nullable Thread thread;

  /**
   * Prepares for a page that has just been fetched.
   *
   * @param cache where {@code page} came from; closing it, after this, is the caller's
   * @param page is borrowed for the call
   * @param policy null to look only when asked to
   */
  public PageRefresher(
      PageCache cache, PageSource source, CachedPage page, @Nullable RefreshPolicy policy) {
    this.upkeep = new PageUpkeep(cache, source, page, System::nanoTime, InstantSource.system());
    this.policy = policy;
  }

  /**
   * Begins to look; to be called once.
   *
   * @param publish is given each newer version, on the refresher's thread, and borrows it
   * @param observer hears of every look, on that thread
   */
  public void start(Consumer<Page> publish, PageObserver observer) {
    Thread started =
        new Thread(() -> run(publish, observer), PinnedRoute.THREAD_NAME_PREFIX + "refresh");
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  private void run(Consumer<Page> publish, PageObserver observer) {
    try {
      while (true) {
        boolean requested = awaitTurn();
        upkeep.look(publish, observer, requested);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits, by the monotonic clock, and tells whether somebody asked. */
  private boolean awaitTurn() throws InterruptedException {
    boolean requested = true;
    if (policy == null) {
      requests.acquire();
    } else {
      Duration wait = upkeep.untilNext(policy, ThreadLocalRandom.current().nextDouble());
      requested = requests.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    }
    requests.drainPermits(); // One look answers all who asked until now.
    return requested;
  }

  /** Asks for a look now. Does not wait for it; one that is under way is followed by another. */
  public void refreshNow() {
    requests.release();
  }

  /** Returns how the page and its origin do at this moment. */
  public PageStatus status() {
    return upkeep.status();
  }

  /** Ends looking. A fetch that is under way is left to itself, and its page given up. */
  @Override
  public void close() {
    Thread started = thread;
    if (started != null) {
      started.interrupt();
    }
  }
}
