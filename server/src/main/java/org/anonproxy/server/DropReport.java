package org.anonproxy.server;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;
import org.anonproxy.cli.LogField;
import org.anonproxy.transport.Disposition;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Tells the console log how many packets were dropped since it last did, and why: one line, and
 * none when there was nothing. Hostile packets are never logged one by one.
 *
 * <p>Safe for use by several threads.
 */
final class DropReport implements Runnable {
  private static final Logger LOGGER = LogManager.getLogger(DropReport.class);
  private static final Marker DROPPED = MarkerManager.getMarker("packets-dropped");

  private final ToLongFunction<Disposition> counts;
  private final Map<Disposition, Long> reported = new EnumMap<>(Disposition.class);

  /** Creates a report of {@code counts}, which only grow. */
  DropReport(ToLongFunction<Disposition> counts) {
    this.counts = counts;
  }

  @Override
  public synchronized void run() {
    String news = news();
    if (!news.isEmpty()) {
      LOGGER.info(DROPPED, "dropped packets: {}", new LogField("dropped", news));
    }
  }

  /** Returns what was dropped since the last call, such as {@code "3 malformed, 1 stale"}. */
  synchronized String news() {
    StringJoiner news = new StringJoiner(", ");
    for (Disposition disposition : Disposition.values()) {
      long count = counts.applyAsLong(disposition);
      Long before = reported.put(disposition, count);
      long since = count - (before == null ? 0 : before);
      if (disposition != Disposition.ACCEPTED && since > 0) {
        news.add(since + " " + disposition.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      }
    }
    return news.toString();
  }
}
