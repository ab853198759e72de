package org.anonproxy.server.admin;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.anonproxy.server.page.PageStatus;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the admin page asks besides the event loops: the page, the packet log, and whether the
 * server is draining.
 *
 * <p>Safe for use by several threads.
 */
final class Watched {
  private volatile @Nullable Supplier<PageStatus> page;
  private volatile LongSupplier pendingLogLines = () -> 0;
  private volatile LongSupplier droppedLogLines = () -> 0;
  private volatile LongSupplier logWaits = () -> 0;
  private volatile boolean draining;

  void begin(
      Supplier<PageStatus> status,
      LongSupplier pendingLines,
      LongSupplier droppedLines,
      LongSupplier waits) {
    pendingLogLines = pendingLines;
    droppedLogLines = droppedLines;
    logWaits = waits;
    page = status;
  }

  void drain() {
    draining = true;
  }

  /** Returns how the page does, {@code null} before one is served. */
  @Nullable PageStatus page() {
    Supplier<PageStatus> status = page;
    return status == null ? null : status.get();
  }

  long pendingLogLines() {
    return pendingLogLines.getAsLong();
  }

  long droppedLogLines() {
    return droppedLogLines.getAsLong();
  }

  long logWaits() {
    return logWaits.getAsLong();
  }

  boolean draining() {
    return draining;
  }
}
