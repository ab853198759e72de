package org.anonproxy.client.load.report;

import java.util.ArrayList;
import java.util.List;
import org.anonproxy.client.load.Failure;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.LoadTally;

/** Says in words what a reader of a report must know before its figures. */
public final class Findings {
  /** A server that has sent nothing for so long is more than slow. */
  private static final double SILENT_SECONDS = 2;

  private Findings() {}

  /** Returns the warnings, the gravest first; none if all is well. */
  public static List<String> warnings(LoadReport report) {
    List<String> warnings = new ArrayList<>();
    LoadTally tally = report.tally();
    if (report.partial()) {
      warnings.add("The test was interrupted: this is the report so far.");
    }
    if (report.isEmpty()) {
      warnings.add("Nothing was measured: the test ended during its warm-up.");
    }
    if (tally.failures() + tally.unfinished() > 0) {
      warnOfSilence(report, warnings);
    }
    if (report.cost().isLate()) {
      warnings.add(
          "The tester was the bottleneck: its event loops were up to "
              + Figures.millis(report.cost().lagMillis())
              + " late in 99 % of what they had to do, which is part of the latencies. Give it more of"
              + " the CPU.");
    }
    if (report.cost().isBusy()) {
      warnings.add(
          "The tester was the bottleneck: its busiest event loop used "
              + Figures.percent(report.cost().busiestLoop())
              + " of a core. The server may be faster than this shows; add --threads.");
    }
    if (tally.failures(Failure.NEVER_STARTED) > 0) {
      warnings.add(
          Figures.count(tally.failures(Failure.NEVER_STARTED))
              + " transfers never started, since all clients were busy; add --clients.");
    }
    if (tally.refusals() > 0) {
      warnings.add(
          "The server's machine refused "
              + datagrams(tally.refusals())
              + ", since nothing listened at the port: did the server run all the time?");
    }
    if (tally.networkErrors() > 0) {
      warnings.add(
          "This machine or the network did not carry "
              + datagrams(tally.networkErrors())
              + ": "
              + tally.networkError()
              + ".");
    }
    return warnings;
  }

  private static void warnOfSilence(LoadReport report, List<String> warnings) {
    if (report.tally().receivedDatagrams() == 0) {
      warnings.add("No packet came from the server.");
    } else if (report.silentSeconds() >= SILENT_SECONDS) {
      warnings.add(
          "No packet came from the server in the last "
              + Figures.elapsed(report.silentSeconds())
              + ".");
    }
  }

  private static String datagrams(long count) {
    return Figures.count(count) + (count == 1 ? " datagram" : " datagrams");
  }
}
