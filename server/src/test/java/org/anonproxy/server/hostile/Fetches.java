package org.anonproxy.server.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Collects how honest clients fared. Written by one thread, read when {@link #all} is complete. */
public final class Fetches {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final int expected;
  private final List<Long> durationsNanos = new ArrayList<>();
  private final CompletableFuture<Fetches> all = new CompletableFuture<>();
  private final List<String> failures = new ArrayList<>();

  Fetches(int expected) {
    this.expected = expected;
  }

  void completed(long durationNanos) {
    durationsNanos.add(durationNanos);
    ended();
  }

  void failed(String reason) {
    failures.add(reason);
    ended();
  }

  private void ended() {
    if (durationsNanos.size() + failures.size() == expected) {
      durationsNanos.sort(null);
      all.complete(this);
    }
  }

  /** Completes when every client has ended, well or not. */
  public CompletableFuture<Fetches> all() {
    return all;
  }

  /** Returns why the fetches that failed did. */
  public List<String> failures() {
    return failures;
  }

  public int completed() {
    return durationsNanos.size();
  }

  boolean areAllComplete() {
    return completed() == expected;
  }

  double percentileMillis(double percentile) {
    int index = (int) Math.ceil(percentile / 100 * completed()) - 1;
    return durationsNanos.isEmpty() ? 0 : durationsNanos.get(Math.max(0, index)) / NANOS_PER_MILLI;
  }

  String text() {
    return String.format(
        "%d of %d honest fetches complete (p50 %.1f ms, p99 %.1f ms)",
        completed(), expected, percentileMillis(50), percentileMillis(99));
  }
}
