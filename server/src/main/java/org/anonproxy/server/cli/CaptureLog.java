package org.anonproxy.server.cli;

import java.io.IOException;
import org.anonproxy.capture.CaptureObserver;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Tells the console log when the capture pauses and when it goes on. */
final class CaptureLog implements CaptureObserver {
  private static final Logger LOGGER = LogManager.getLogger(CaptureLog.class);

  @Override
  public void paused(IOException cause) {
    LOGGER.error("the capture pauses, serving goes on: {}", cause.getMessage());
  }

  @Override
  public void resumed(long lostDatagrams) {
    LOGGER.warn("the capture goes on, {} datagrams are missing", lostDatagrams);
  }
}
