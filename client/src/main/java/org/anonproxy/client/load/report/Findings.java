package org.anonproxy.client.load.report;

import java.util.ArrayList;
import java.util.List;
import org.anonproxy.client.load.Failure;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.LoadTally;

/** Says in words what a reader of a report must know before its figures. */
public final class Findings {
  private Findings() {}

  /** Returns the warnings, the gravest first; none if all is well. */
  public static List<String> warnings(LoadReport report) {
    List<String> warnings = new ArrayList<>();
    LoadTally tally = report.tally();
    if (report.partial()) {
      warnings.add("The test was interrupted: this is the report so far.");
    }
    if (tally.wireDatagrams() == 0) {
      warnings.add("Nothing was measured: the test ended during its warm-up.");
    }
    if (report.cost().isBottleneck()) {
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

  private static String datagrams(long count) {
    return Figures.count(count) + (count == 1 ? " datagram" : " datagrams");
  }
}
