package org.anonproxy.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import org.anonproxy.cli.CaptureOptions;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.cli.UserException;
import org.anonproxy.client.load.LoadPlan;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.LoadTally;
import org.anonproxy.client.load.LoadTest;
import org.anonproxy.client.load.Workload;
import org.anonproxy.client.load.report.Threshold;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Is the command {@code anonclient load}, which tests a server with many simulated clients. */
@Command(
    name = "load",
    description = "Tests a server with thousands of simulated clients.",
    customSynopsis = "anonclient load -s HOST -p PORT --clients N [OPTION]...",
    exitCodeList = {
      "0:done",
      "1:failed, or no transfer succeeded",
      "2:the options are wrong",
      "3:a condition of --fail-if holds",
      "130:stopped by SIGINT, after the report so far",
      "143:stopped by SIGTERM, after the report so far"
    },
    footer = {
      "",
      "Values:",
      "  A DURATION is a number and a unit: 500ms, 10s, 2m. A PERCENT is a number: 2, 0.5.",
      "  A CONDITION compares a figure with a limit: p99>200ms, handshake.p90>=50ms,",
      "  failures>0, failureRate>1%%, blocksPerSecond<50000, retransmissionRate>2%%.",
      "",
      "Examples:",
      "  anonclient load -s localhost -p 9000 -c 1000 -d 30s --warm-up 5s --html r.html",
      "  anonclient load -s localhost -p 9000 -c 500 -r 200 -d 1m --loss 1 --fail-if 'p99>2s'"
    },
    sortOptions = false)
final class LoadCommand implements Callable<Integer> {
  /** A condition of {@code --fail-if} holds. */
  static final int THRESHOLD_CROSSED = 3;

  private final Interruption interruption;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final ServerAddress server = new ServerAddress();
  @Mixin final CommandSpec serverMixin = server.mixin();
  @Mixin private final WorkloadOptions workload = new WorkloadOptions();
  @Mixin private final AdversityOptions adversity = new AdversityOptions();
  @Mixin private final LoadConductOptions conduct = new LoadConductOptions();
  @Mixin private final ReportOptions reports = new ReportOptions();
  private final CaptureOptions capture = new CaptureOptions();
  @Mixin final CommandSpec captureMixin = capture.mixin();

  /** Creates the command; it runs once. */
  LoadCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<ArgSpec> missing = server.missing();
    if (!missing.isEmpty()) {
      throw new MissingParameterException(spec.commandLine(), missing, "");
    }
    InetSocketAddress address = server.resolve();
    Workload work = workload.workload(spec);
    LoadPlan plan =
        new LoadPlan(
            conduct.target(spec, address, work.clients()),
            work,
            adversity.impairment(),
            adversity.misbehaviour(),
            conduct.conduct(),
            adversity.seed());
    reports.check(spec);
    if (!interruption.guard()) {
      return ClientCommand.INTERRUPTED;
    }
    LoadReport report = capturing(plan, address);
    List<String> unwritten = reports.write(report);
    PrintWriter err = spec.commandLine().getErr();
    unwritten.forEach(message -> err.println("ERROR: " + ForeignText.encode(message)));
    int status = judge(report);
    boolean lacking = status == CommandLineProgram.SUCCESS && !unwritten.isEmpty();
    return lacking ? CommandLineProgram.FAILURE : status;
  }

  private LoadReport capturing(LoadPlan plan, InetSocketAddress address)
      throws InterruptedException {
    CaptureWarning warning = new CaptureWarning();
    capture.claim();
    try (capture) {
      LoadTest test = new LoadTest(plan.withTap(capture.beginTowards(address, warning)));
      interruption.onRequest(test::stop);
      return run(test);
    } finally {
      warning.print(capture.lostDatagrams(), spec.commandLine().getErr());
    }
  }

  private LoadReport run(LoadTest test) throws InterruptedException {
    try (LiveView view = LiveView.open(reports.isQuiet())) {
      return test.run(view, view.interval());
    } catch (IOException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    } catch (UnsupportedOperationException e) {
      throw new UserException(e.getMessage() + "; use --transport nio", e);
    }
  }

  private int judge(LoadReport report) {
    List<Threshold> crossed = Threshold.crossed(reports.thresholds(), report);
    PrintWriter err = spec.commandLine().getErr();
    crossed.forEach(threshold -> err.println("FAILED: " + threshold.describe(report)));
    if (report.partial()) {
      return ClientCommand.INTERRUPTED;
    }
    if (!crossed.isEmpty()) {
      return THRESHOLD_CROSSED;
    }
    LoadTally tally = report.tally();
    if (report.isEmpty()) {
      throw new UserException("nothing was measured: the test ended during its warm-up");
    }
    boolean allAbandoned = tally.abandoned() > 0 && tally.abandoned() == tally.started();
    if (tally.transfers() == 0 && !allAbandoned) {
      throw new UserException(
          tally.receivedDatagrams() == 0
              ? "no transfer succeeded; is the server running there?"
              : "no transfer succeeded, though packets came from the server");
    }
    return CommandLineProgram.SUCCESS;
  }
}
