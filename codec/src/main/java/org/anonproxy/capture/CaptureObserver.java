package org.anonproxy.capture;

import java.io.IOException;

/** Hears of a capture's trouble with its disk, on the capture's own thread. */
public interface CaptureObserver {
  /** Reports, once, that nothing can be written; packets are counted as lost until it can be. */
  void paused(IOException cause);

  /** Reports that the capture goes on, with a hole of {@code lostDatagrams} in it. */
  void resumed(long lostDatagrams);
}
