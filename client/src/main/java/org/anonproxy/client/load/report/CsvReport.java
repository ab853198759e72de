package org.anonproxy.client.load.report;

import java.util.Locale;
import org.anonproxy.client.load.Interval;
import org.anonproxy.client.load.LoadReport;

/** Writes the course of a test as comma-separated values (RFC 4180), one line per interval. */
public final class CsvReport {
  private static final String HEADER =
      "startSeconds,seconds,transfers,failures,blocks,deliveredBytes,retransmittedDatagrams,"
          + "wireDatagrams,transferP50Millis,transferP99Millis,activeClients,waitingStarts,"
          + "phase";

  private CsvReport() {}

  /** Returns the text; the percentiles of an interval without transfers are empty. */
  public static String of(LoadReport report) {
    StringBuilder out = new StringBuilder(HEADER).append("\r\n");
    for (Interval interval : report.timeline()) {
      out.append(line(interval)).append("\r\n");
    }
    return out.toString();
  }

  private static String line(Interval interval) {
    return String.format(
        Locale.ROOT,
        "%.3f,%.3f,%d,%d,%d,%d,%d,%d,%s,%s,%d,%d,%s",
        interval.startSeconds(),
        interval.seconds(),
        interval.transfers(),
        interval.failures(),
        interval.blocks(),
        interval.deliveredBytes(),
        interval.retransmittedDatagrams(),
        interval.wireDatagrams(),
        millis(interval.p50Nanos()),
        millis(interval.p99Nanos()),
        interval.activeClients(),
        interval.waitingStarts(),
        interval.phase().text());
  }

  private static String millis(long nanos) {
    return nanos == 0 ? "" : String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }
}
