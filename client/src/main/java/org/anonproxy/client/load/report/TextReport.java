package org.anonproxy.client.load.report;

import io.netty.util.NetUtil;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.anonproxy.client.load.Failure;
import org.anonproxy.client.load.ImpairedDatagrams;
import org.anonproxy.client.load.Latencies;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.LoadTally;
import org.anonproxy.client.load.OpenLoop;

/** Writes a report as plain text, for people. */
public final class TextReport {
  /** As many as fit into 80 columns. */
  private static final Set<Statistic> SHOWN =
      EnumSet.complementOf(EnumSet.of(Statistic.MIN, Statistic.STDEV));

  private final LoadReport report;
  private final StringBuilder out = new StringBuilder();

  private TextReport(LoadReport report) {
    this.report = report;
  }

  /** Returns the text. */
  public static String of(LoadReport report) {
    return new TextReport(report).write();
  }

  private String write() {
    LoadTally tally = report.tally();
    line(
        report.partial() ? "PARTIAL" : "Load test",
        "%s clients, %s, %s",
        Figures.count(report.plan().workload().clients()),
        NetUtil.toSocketAddressString(report.plan().target().server()),
        Figures.elapsed(report.seconds()));
    OpenLoop openLoop = report.plan().workload().openLoop();
    line(
        "Transfers",
        "%s (%s/s%s)",
        Figures.count(tally.transfers()),
        Figures.number(report.transfersPerSecond()),
        openLoop == null ? "" : " of " + PlanText.arrivals(openLoop));
    writeFailures(tally);
    line(
        "Blocks",
        "%s (%s/s)",
        Figures.count(tally.blocks()),
        Figures.number(report.blocksPerSecond()));
    writeBytes(tally);
    writeLatencies();
    line("Fairness", "%s (Jain's index over the clients' rates)", jain());
    line(
        "Tester",
        "%s s of CPU, busiest loop %s, %s blocks per second of CPU",
        Figures.number(report.cost().cpuSeconds()),
        Figures.percent(report.cost().busiestLoop()),
        Figures.number(report.blocksPerCpuSecond()));
    writeImpaired();
    Findings.warnings(report).forEach(warning -> line("WARNING", "%s", warning));
    return out.toString();
  }

  private void line(String label, String format, Object... values) {
    out.append(
        String.format(Locale.ROOT, "%-13s%s%n", label, String.format(Locale.ROOT, format, values)));
  }

  private void writeFailures(LoadTally tally) {
    line("Failures", "%s", Figures.count(tally.failures()));
    for (Failure reason : Failure.values()) {
      if (tally.failures(reason) > 0) {
        line("", "%s %s", Figures.count(tally.failures(reason)), reason.text());
      }
    }
    if (tally.abandoned() > 0) {
      line("Abandoned", "%s, as was asked for", Figures.count(tally.abandoned()));
    }
    if (tally.unfinished() > 0) {
      line(
          "Unfinished",
          "%s, cut off by the end; latencies count their time so far",
          Figures.count(tally.unfinished()));
    }
  }

  private void writeBytes(LoadTally tally) {
    line(
        "Goodput",
        "%s (%s/s)",
        Figures.bytes((double) tally.goodputBytes()),
        Figures.bytes(report.goodputBytesPerSecond()));
    line(
        "Wire",
        "%s sent and received, of which %s headers, %s retransmitted, %s unsuccessful,"
            + " %s discarded, %s lost inbound",
        Figures.bytes((double) tally.wireBytes()),
        Figures.bytes((double) tally.headerBytes()),
        Figures.bytes((double) tally.retransmittedBytes()),
        Figures.bytes((double) tally.unsuccessfulBytes()),
        Figures.bytes((double) tally.discardedBytes()),
        Figures.bytes((double) tally.lostInboundBytes()));
    line(
        "Repeated",
        "%s datagrams (%s)",
        Figures.count(tally.retransmittedDatagrams()),
        Figures.percent(tally.retransmissionShare()));
  }

  private void writeLatencies() {
    StringBuilder heading = new StringBuilder();
    for (Statistic statistic : SHOWN) {
      heading.append(String.format(Locale.ROOT, "%9s", statistic.text()));
    }
    line("Latency", "%s", heading);
    for (Latencies.Phase phase : Latencies.Phase.values()) {
      StringBuilder row = new StringBuilder();
      for (Statistic statistic : SHOWN) {
        double millis = statistic.millis(report.latencies(), phase);
        row.append(String.format(Locale.ROOT, "%9s", Figures.millis(millis)));
      }
      line("  " + phase.text(), "%s", row);
    }
    if (report.tally().slow() > 0) {
      line("", "%s transfers of slow clients not included", Figures.count(report.tally().slow()));
    }
  }

  private String jain() {
    double index = report.fairnessJain();
    return Double.isNaN(index) ? "-" : String.format(Locale.ROOT, "%.4f", index);
  }

  private void writeImpaired() {
    ImpairedDatagrams impaired = report.impaired();
    if (report.plan().impairment().isActive()) {
      line(
          "Impaired",
          "%s datagrams lost on their way in, %s out, %s duplicated, %s corrupted, %s delayed,"
              + " %s overtaken",
          Figures.count(impaired.lostInbound()),
          Figures.count(impaired.lostOutbound()),
          Figures.count(impaired.duplicated()),
          Figures.count(impaired.corrupted()),
          Figures.count(impaired.delayed()),
          Figures.count(impaired.reordered()));
    }
    if (PlanText.leavesSomethingToChance(report.plan())) {
      line("Seed", "%d", report.plan().seed());
    }
  }
}
