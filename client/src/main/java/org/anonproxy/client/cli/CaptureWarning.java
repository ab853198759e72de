package org.anonproxy.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.anonproxy.capture.CaptureObserver;
import org.jspecify.annotations.Nullable;

/** Remembers why a capture has holes, for one line at the end. */
final class CaptureWarning implements CaptureObserver {
  private volatile @Nullable IOException cause;

  @Override
  public void paused(IOException cause) {
    this.cause = cause;
  }

  /** Says nothing yet: what is missing is counted at the end. */
  @Override
  public void resumed(long lostDatagrams) {}

  /** Says how many datagrams are missing from the capture that has ended, if any are. */
  void print(long lostDatagrams, PrintWriter err) {
    IOException reason = cause;
    if (lostDatagrams > 0) {
      err.println(
          "WARNING: the capture lacks "
              + Quantities.count(lostDatagrams, "datagram")
              + (reason == null ? "" : ": " + reason.getMessage()));
    }
  }
}
