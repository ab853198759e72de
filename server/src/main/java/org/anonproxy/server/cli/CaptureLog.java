package org.anonproxy.server.cli;

import java.io.IOException;
import org.anonproxy.capture.CaptureObserver;
import org.anonproxy.cli.LogField;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/** Tells the console log when the capture pauses and when it goes on. */
final class CaptureLog implements CaptureObserver {
  private static final Logger LOGGER = LogManager.getLogger(CaptureLog.class);
  private static final Marker PAUSED = MarkerManager.getMarker("capture-paused");
  private static final Marker RESUMED = MarkerManager.getMarker("capture-resumed");

  @Override
  public void paused(IOException cause) {
    LOGGER.error(
        PAUSED,
        "the capture pauses, serving goes on: {}",
        new LogField("cause", String.valueOf(cause.getMessage())));
  }

  @Override
  public void resumed(long lostDatagrams) {
    LOGGER.warn(
        RESUMED,
        "the capture goes on, {} datagrams are missing",
        new LogField("datagrams", lostDatagrams));
  }
}
