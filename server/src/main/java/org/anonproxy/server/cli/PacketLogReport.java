package org.anonproxy.server.cli;

import java.io.IOException;
import org.anonproxy.cli.LogField;
import org.anonproxy.packetlog.PacketLogObserver;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/** Tells the console log when the packet log pauses, goes on, or ends. */
final class PacketLogReport implements PacketLogObserver {
  private static final Logger LOGGER = LogManager.getLogger(PacketLogReport.class);
  private static final Marker TROUBLE = MarkerManager.getMarker("packet-log-trouble");
  private static final Marker PAUSED = MarkerManager.getMarker("packet-log-paused");
  private static final Marker RESUMED = MarkerManager.getMarker("packet-log-resumed");
  private static final Marker ENDED = MarkerManager.getMarker("packet-log-ended");

  @Override
  public void inTrouble(IOException cause) {
    LOGGER.error(TROUBLE, "the packet log is in trouble, serving goes on: {}", field(cause));
  }

  @Override
  public void paused(IOException cause) {
    LOGGER.error(PAUSED, "the packet log pauses, serving goes on: {}", field(cause));
  }

  @Override
  public void resumed(long missingLines) {
    LOGGER.warn(
        RESUMED,
        "the packet log goes on, {} lines are missing",
        new LogField("lines", missingLines));
  }

  @Override
  public void ended(IOException cause) {
    LOGGER.error(ENDED, "the packet log ends, serving goes on: {}", field(cause));
  }

  private static LogField field(IOException cause) {
    return new LogField("cause", String.valueOf(cause.getMessage()));
  }
}
