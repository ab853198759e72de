package org.anonproxy.server.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for newer versions of one page and keeps account of it. Knows no threads: it is told when
 * to look, and says when next. One thread does that; any may read the status.
 */
final class PageUpkeep {
  private final PageCache cache;
  private final PageSource source;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private volatile Account account;

  /** Begins with a page that has just been fetched, and is borrowed. */
  PageUpkeep(
      PageCache cache,
      PageSource source,
      CachedPage first,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.cache = cache;
    this.source = source;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.account = answered(first, Map.of());
  }

  /**
   * Holds what is known, without the page itself, which would live on in it.
   *
   * @param failingNanos when the origin began to fail, of no meaning unless it does
   * @param retryAfter how long the origin wanted to be left alone when it failed last
   * @param confirmedNanos when the origin last gave or confirmed the version served
   */
  private record Account(
      PageMetadata metadata,
      int lengthBytes,
      Freshness freshness,
      Instant checkedAt,
      long confirmedNanos,
      @Nullable Wording failure,
      int failures,
      long failingNanos,
      @Nullable Duration retryAfter,
      CheckResult result,
      Map<CheckResult, Long> checks) {}

  /**
   * Asks the origin, waits for its answer, and lets {@code publish} borrow the newer version if
   * there is one.
   */
  void look(Consumer<Page> publish, PageObserver observer, boolean requested)
      throws InterruptedException {
    PageStatus before = status();
    try {
      CachedPage found = cache.refresh(source);
      try {
        note(found);
        if (found.result() == CheckResult.UPDATED) {
          publish.accept(found.page());
        }
      } finally {
        found.page().release();
      }
    } catch (PageFetchException e) {
      account = failed(e);
    }
    observer.checked(before, status(), requested);
  }

  private void note(CachedPage found) {
    PageFetchException failure = found.failure();
    account = failure == null ? answered(found, account.checks()) : failed(failure);
  }

  private Account answered(CachedPage found, Map<CheckResult, Long> checks) {
    return new Account(
        found.page().metadata(),
        found.page().lengthBytes(),
        found.freshness(),
        clock.instant(),
        nanoTime.getAsLong(),
        null,
        0,
        0,
        null,
        found.result(),
        counted(checks, found.result()));
  }

  private Account failed(PageFetchException failure) {
    Account last = account;
    long nowNanos = nanoTime.getAsLong();
    return new Account(
        last.metadata(),
        last.lengthBytes(),
        last.freshness(),
        clock.instant(),
        last.confirmedNanos(),
        new Wording(String.valueOf(failure.getMessage()), failure.publicReason()),
        last.failures() + 1,
        last.failures() == 0 ? nowNanos : last.failingNanos(),
        failure.retryAfter(),
        CheckResult.FAILED,
        counted(last.checks(), CheckResult.FAILED));
  }

  private static Map<CheckResult, Long> counted(Map<CheckResult, Long> checks, CheckResult result) {
    Map<CheckResult, Long> counts = new EnumMap<>(CheckResult.class);
    for (CheckResult each : CheckResult.values()) {
      counts.put(each, checks.getOrDefault(each, 0L) + (each == result ? 1 : 0));
    }
    return Map.copyOf(counts);
  }

  /**
   * Returns how long to wait for the next look.
   *
   * @param random from 0 to 1
   */
  Duration untilNext(RefreshPolicy policy, double random) {
    Account now = account;
    return now.failures() > 0
        ? policy.afterFailure(now.failures(), now.retryAfter(), random)
        : policy.afterAnswer(now.freshness().lifetime(), random);
  }

  /** Returns how things stand at this moment. */
  PageStatus status() {
    Account now = account;
    long nowNanos = nanoTime.getAsLong();
    Duration age = Duration.ofNanos(nowNanos - now.confirmedNanos());
    return new PageStatus(
        now.metadata(),
        now.lengthBytes(),
        now.checkedAt(),
        age,
        now.result(),
        failure(now, nowNanos),
        isOverdue(now, age),
        now.checks());
  }

  private static @Nullable OriginFailure failure(Account now, long nowNanos) {
    Wording reason = now.failure();
    return reason == null
        ? null
        : new OriginFailure(
            reason.full(),
            reason.open(),
            now.failures(),
            Duration.ofNanos(nowNanos - now.failingNanos()));
  }

  /** Of RFC 5861, section 4: the allowance counts from when the page became stale. */
  private static boolean isOverdue(Account now, Duration age) {
    Duration allowance = now.freshness().staleOnError();
    if (now.failures() == 0 || allowance == null) {
      return false;
    }
    Duration lifetime = now.freshness().lifetime();
    Duration allowed = lifetime == null ? allowance : allowance.plus(lifetime);
    return age.compareTo(allowed) > 0;
  }
}
