package org.anonproxy.client.load.report;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.anonproxy.client.load.Failure;
import org.anonproxy.client.load.Interval;
import org.anonproxy.client.load.Latencies;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.LoadTally;
import org.anonproxy.client.load.OpenLoop;

/**
 * Writes a report as one HTML page that needs nothing else: no network, no script, no other file.
 */
public final class HtmlReport {
  private static final String STYLE_SHEET = "report.css";

  private final LoadReport report;
  private final LoadTally tally;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(LoadReport report) {
    this.report = report;
    tally = report.tally();
  }

  /** Returns the page. */
  public static String of(LoadReport report) {
    return new HtmlReport(report).write();
  }

  private String write() {
    String server = NetUtil.toSocketAddressString(report.plan().target().server());
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Load test of ")
        .append(Html.escape(server))
        .append("</title>\n<style>\n")
        .append(styleSheet())
        .append("</style>\n</head>\n<body>\n<main>\n");
    writeHeader(server);
    writeTiles();
    section("Latency", "From the moment a transfer was meant to start.");
    out.append(LatencyCurve.of(report.latencies()));
    writeLatencyTable();
    out.append("</section>\n");
    writeCourse();
    writeBill();
    writeFailures();
    writePlan();
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String styleSheet() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE_SHEET)) {
      if (in == null) {
        throw new IllegalStateException(STYLE_SHEET + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeHeader(String server) {
    out.append("<header>\n<div><h1>Load test of ").append(Html.escape(server));
    out.append("</h1>\n<p>")
        .append(Html.escape(PlanText.summary(report.plan())))
        .append(" \u00b7 ")
        .append(Html.escape(PlanText.time(report.startedAt())))
        .append("</p></div>\n<p class=\"verdict ")
        .append(report.partial() ? "warn" : tally.failures() > 0 ? "bad" : "good")
        .append("\">")
        .append(verdict())
        .append("</p>\n</header>\n");
    List<String> warnings = Findings.warnings(report);
    if (!warnings.isEmpty()) {
      out.append("<ul class=\"warnings\">");
      warnings.forEach(warning -> out.append("<li>").append(Html.escape(warning)).append("</li>"));
      out.append("</ul>\n");
    }
  }

  private String verdict() {
    if (report.partial()) {
      return "partial";
    }
    return tally.failures() == 0
        ? "no failures"
        : Figures.count(tally.failures()) + (tally.failures() == 1 ? " failure" : " failures");
  }

  private void writeTiles() {
    Latencies latencies = report.latencies();
    out.append("<dl class=\"tiles\">\n");
    OpenLoop openLoop = report.plan().workload().openLoop();
    tile(
        "Transfers",
        Figures.count(tally.transfers()),
        openLoop == null
            ? perSecond(report.transfersPerSecond())
            : Figures.number(report.transfersPerSecond()) + "/s of " + PlanText.arrivals(openLoop));
    tile(
        "Goodput",
        Figures.bytes(report.goodputBytesPerSecond()) + "/s",
        Figures.bytes((double) tally.goodputBytes()) + " in " + Figures.elapsed(report.seconds()));
    tile(
        "Blocks",
        Figures.number(report.blocksPerSecond()) + "/s",
        Figures.count(tally.blocks()) + " in all");
    tile(
        "Median",
        Figures.millis(latencies.millis(Latencies.Phase.TRANSFER, 50)),
        "of whole transfers");
    tile(
        "p99",
        Figures.millis(latencies.millis(Latencies.Phase.TRANSFER, 99)),
        "longest " + Figures.millis(latencies.millis(Latencies.Phase.TRANSFER, 100)));
    tile(
        "Repeated",
        Figures.percent(tally.retransmissionShare()),
        Figures.count(tally.retransmittedDatagrams()) + " datagrams");
    tile("Fairness", jain(), "Jain\u2019s index");
    tile("Tester", Figures.percent(report.cost().busiestLoop()), "of a core, busiest loop");
    out.append("</dl>\n");
  }

  private static String perSecond(double rate) {
    return Figures.number(rate) + " per second";
  }

  private String jain() {
    double index = report.fairnessJain();
    return Double.isNaN(index) ? "-" : String.format(Locale.ROOT, "%.4f", index);
  }

  private void tile(String label, String value, String note) {
    out.append("<div><dt>").append(Html.escape(label)).append("</dt><dd>");
    out.append(Html.escape(value)).append("<small>").append(Html.escape(note));
    out.append("</small></dd></div>\n");
  }

  private void section(String title, String note) {
    out.append("<section>\n<h2>").append(Html.escape(title)).append("</h2>\n");
    if (!note.isEmpty()) {
      out.append("<p class=\"note\">").append(Html.escape(note)).append("</p>\n");
    }
  }

  private void writeLatencyTable() {
    out.append("<div class=\"scroll\"><table><thead><tr><th></th>");
    for (Statistic statistic : Statistic.values()) {
      out.append("<th>").append(statistic.text()).append("</th>");
    }
    out.append("</tr></thead><tbody>\n");
    for (Latencies.Phase phase : Latencies.Phase.values()) {
      out.append("<tr><th>").append(phase.text()).append("</th>");
      for (Statistic statistic : Statistic.values()) {
        double millis = statistic.millis(report.latencies(), phase);
        out.append("<td>").append(Figures.millis(millis)).append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void writeCourse() {
    List<Interval> timeline = report.timeline();
    if (timeline.isEmpty()) {
      return;
    }
    section("Throughput", "Blocks of the page that arrived, per second.");
    out.append(
        new Course(timeline)
            .add("blocks per second", 1, true, interval -> interval.blocks() / interval.seconds())
            .draw("Blocks per second over time", Figures::shortNumber));
    out.append("</section>\n");
    section("Retransmissions", "Datagrams that went over the wire again, per second.");
    out.append(
        new Course(timeline)
            .add(
                "repeated datagrams per second",
                2,
                true,
                interval -> interval.retransmittedDatagrams() / interval.seconds())
            .draw("Retransmissions over time", Figures::shortNumber));
    out.append("</section>\n");
    if (timeline.stream().anyMatch(interval -> interval.failures() > 0)) {
      section("Failures", "Transfers that failed, without those that never started, per second.");
      out.append(
          new Course(timeline)
              .add("failures per second", 4, true, i -> i.failures() / i.seconds())
              .draw("Failures over time", Figures::shortNumber));
      out.append("</section>\n");
    }
    section("Latency over time", "Of the transfers that ended at that time.");
    out.append(
        new Course(timeline)
            .add("p99", 2, false, i -> i.p99Nanos() == 0 ? Double.NaN : i.p99Nanos() / 1e6)
            .add("median", 1, false, i -> i.p50Nanos() == 0 ? Double.NaN : i.p50Nanos() / 1e6)
            .draw("Latency of transfers over time", Figures::shortMillis));
    out.append("</section>\n");
  }

  private void writeBill() {
    section(
        "Where the bytes went",
        "UDP payload at the tester\u2019s sockets: the protocol\u2019s headers count,"
            + " those of IP and UDP do not.");
    ByteBill.write(out, tally);
    out.append("</section>\n");
  }

  private void writeFailures() {
    if (tally.failures() + tally.abandoned() + tally.unfinished() == 0) {
      return;
    }
    section("Transfers without success", "");
    out.append("<table class=\"pairs\"><tbody>\n");
    for (Failure reason : Failure.values()) {
      if (tally.failures(reason) > 0) {
        pair(reason.text(), Figures.count(tally.failures(reason)));
      }
    }
    if (tally.abandoned() > 0) {
      pair("abandoned, as was asked for", Figures.count(tally.abandoned()));
    }
    if (tally.unfinished() > 0) {
      pair("cut off by the end of the test", Figures.count(tally.unfinished()));
    }
    out.append("</tbody></table>\n</section>\n");
  }

  private void writePlan() {
    section("Settings", "");
    out.append("<table class=\"pairs\"><tbody>\n");
    PlanText.details(report.plan()).forEach(this::pair);
    out.append("</tbody></table>\n</section>\n");
  }

  private void pair(String label, String value) {
    out.append("<tr><th>").append(Html.escape(label)).append("</th><td>");
    out.append(Html.escape(value)).append("</td></tr>\n");
  }
}
