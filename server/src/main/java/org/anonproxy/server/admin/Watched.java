package org.anonproxy.server.admin;

import java.util.function.Supplier;
import org.anonproxy.server.page.PageStatus;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the admin page asks besides the event loops: the page, the packet log and the capture,
 * the limit of sessions, and whether the server is draining.
 *
 * <p>Safe for use by several threads.
 */
final class Watched {
  private volatile @Nullable Supplier<PageStatus> page;
  private volatile RecordingFigures recordings = RecordingFigures.NONE;
  private volatile double sessionsLimit = Double.NaN;
  private volatile boolean draining;

  void begin(Supplier<PageStatus> status, RecordingFigures figures, int maxSessions) {
    recordings = figures;
    sessionsLimit = maxSessions;
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
    return recordings.pendingLogLines().getAsLong();
  }

  long droppedLogLines() {
    return recordings.droppedLogLines().getAsLong();
  }

  long logWaits() {
    return recordings.logWaits().getAsLong();
  }

  long lostCaptureDatagrams() {
    return recordings.lostCaptureDatagrams().getAsLong();
  }

  /** Returns how many sessions there may be at once, NaN before that is known. */
  double sessionsLimit() {
    return sessionsLimit;
  }

  boolean draining() {
    return draining;
  }
}
