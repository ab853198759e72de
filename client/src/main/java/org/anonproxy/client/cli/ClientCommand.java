package org.anonproxy.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.anonproxy.cli.CaptureOptions;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.PacketLogOption;
import org.anonproxy.cli.UserException;
import org.anonproxy.client.AnonClient;
import org.anonproxy.client.ClientConfig;
import org.anonproxy.client.FetchObserver;
import org.anonproxy.client.FetchResult;
import org.anonproxy.client.PageSink;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/**
 * Is the command {@code anonclient}, which by itself fetches a page into a file.
 *
 * <p>Its options are required only when it runs by itself, not when a subcommand does; so it is not
 * picocli but {@link #call} that asks for them.
 */
final class ClientCommand implements Callable<Integer> {
  /** What a shell calls the end by SIGINT; another signal makes the JVM end with its own. */
  static final int INTERRUPTED = 130;

  private final Interruption interruption;
  private final HeadStart headStart;
  private final AtomicReference<@Nullable IOException> logFailure = new AtomicReference<>();
  private final CaptureWarning captureWarning = new CaptureWarning();

  private final ServerAddress server = new ServerAddress();
  private final PacketLogOption packetLog = new PacketLogOption();
  private final CaptureOptions capture = new CaptureOptions();
  private final TransferOptions transfer = new TransferOptions();

  private final OptionSpec file =
      OptionSpec.builder("-f", "--file")
          .type(Path.class)
          .order(3)
          .paramLabel("FILE")
          .description("Where the page goes; '-' is standard output. Required.")
          .build();

  private final OptionSpec quiet =
      OptionSpec.builder("-q", "--quiet")
          .type(boolean.class)
          .initialValue(false)
          .order(4)
          .description("Show neither progress nor summary, even on a terminal.")
          .build();

  private final CommandSpec spec;

  /** Creates the command; it runs once. */
  ClientCommand(Interruption interruption, HeadStart headStart) {
    this.interruption = interruption;
    this.headStart = headStart;
    spec =
        CommandSpec.wrapWithoutInspection(this)
            .name("anonclient")
            .addMixin("server", server.mixin())
            .addMixin("log", packetLog.mixin())
            .addMixin("capture", capture.mixin())
            .addMixin("transfer", transfer.mixin())
            .addOption(file)
            .addOption(quiet);
    spec.usageMessage()
        .description(
            "Fetches the page that an anonserver serves, over UDP, into a file, which appears when"
                + " it is complete.")
        .customSynopsis("anonclient -s HOST -p PORT -f FILE [-l FILE] [OPTION]...")
        .exitCodeList(
            UsageMessageSpec.keyValuesMap(
                "0:the page is stored",
                "1:it is not; a file that was there is as it was",
                "2:the options are wrong",
                "130:stopped by SIGINT",
                "143:stopped by SIGTERM"))
        .footer(
            "",
            "Examples:",
            "  anonclient -s proxy.example.com -p 9000 -f page.html",
            "  anonclient -s ::1 -p 9000 -f - -l packets.log | less",
            "  anonclient load --help")
        .sortOptions(false);
  }

  /** Returns the command as picocli knows it. */
  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    Output output = new Output(requiredFile());
    if (output.isStandardOutput() && packetLog.isStandardOutput()) {
      throw new ParameterException(
          spec.commandLine(), "The page and the packet log cannot both go to standard output");
    }
    if (output.isReplaceable() && packetLog.isSameFile(output.path())) {
      throw new ParameterException(
          spec.commandLine(), "The page and the packet log cannot both go to the same file");
    }
    capture.requireOwnFile(packetLog, output.isReplaceable() ? output.path() : null);
    ClientConfig unresolved = transfer.config(spec);
    headStart.await();
    ClientConfig config = resolved(unresolved);
    InetSocketAddress address = server.resolve();
    if (!interruption.guard()) {
      return INTERRUPTED;
    }
    int code;
    packetLog.requireWritable();
    capture.claim();
    try (packetLog;
        capture) {
      // The end waits for the event loop, which may wait for the log.
      interruption.onRequest(packetLog::prepareToClose);
      code = fetch(config, address, output);
    } finally {
      warnOfDroppedLines();
      captureWarning.print(capture.lostDatagrams(), spec.commandLine().getErr());
    }
    reportLogFailure(code);
    return code;
  }

  private Path requiredFile() {
    List<ArgSpec> missing = server.missing();
    if (file.getValue() == null) {
      missing.add(file);
    }
    if (!missing.isEmpty()) {
      throw new MissingParameterException(spec.commandLine(), missing, "");
    }
    return file.getValue();
  }

  private int fetch(ClientConfig config, InetSocketAddress address, Output output) {
    ExecutorService writer = Executors.newSingleThreadExecutor(ClientCommand::writerThread);
    try {
      return fetch(config, address, output, output.open(writer));
    } finally {
      writer.shutdown();
    }
  }

  /** Creates the client; whatever goes wrong with that leaves nothing of the sink. */
  private AnonClient client(ClientConfig config, InetSocketAddress address, PageSink unused) {
    try {
      return AnonClient.create(observed(config, address));
    } catch (RuntimeException | Error failure) {
      unused.abort().toCompletableFuture().join();
      throw failure;
    }
  }

  /**
   * Begins the capture, and the log last, since opening empties the file: whatever else can fail
   * has not.
   */
  private ClientConfig observed(ClientConfig config, InetSocketAddress address) {
    return config
        .withTap(capture.beginTowards(address, captureWarning))
        .withPacketLog(packetLog.open(logFailure::set));
  }

  private int fetch(ClientConfig config, InetSocketAddress address, Output output, PageSink sink) {
    try (AnonClient client = client(config, address, sink)) {
      Report report = report(output);
      FetchResult result = fetch(client, address, sink, report);
      report.finish(result);
      interruption.onRequest(Thread.currentThread()::interrupt);
      return CommandLineProgram.SUCCESS;
    } catch (CancellationException e) {
      return INTERRUPTED;
    } finally {
      // Closing the client was what the interrupt was for.
      Thread.interrupted();
    }
  }

  private static Thread writerThread(Runnable writing) {
    Thread thread = new Thread(writing, "page-writer");
    thread.setDaemon(true);
    return thread;
  }

  private static ClientConfig resolved(ClientConfig config) {
    try {
      return config.withTransport(config.transport().resolve());
    } catch (UnsupportedOperationException e) {
      throw new UserException(e.getMessage() + "; use --transport nio", e);
    }
  }

  private Report report(Output output) {
    boolean outputTaken = output.isStandardOutput() || packetLog.isStandardOutput();
    return quiet.<Boolean>getValue()
        ? Report.silent()
        : Report.of(output.path().toString(), outputTaken);
  }

  private FetchResult fetch(
      AnonClient client, InetSocketAddress address, PageSink sink, Report report) {
    try (ProgressDisplay progress = report.openProgress()) {
      FetchObserver observer = progress == null ? FetchObserver.NONE : progress;
      CompletableFuture<FetchResult> fetch = client.fetch(address, sink, observer);
      interruption.onRequest(() -> fetch.cancel(false));
      return fetch.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread during the fetch", e);
    } finally {
      packetLog.prepareToClose();
    }
  }

  private void reportLogFailure(int code) {
    IOException failure = logFailure.get();
    if (failure == null) {
      return;
    }
    String gap = "the packet log is not complete: " + failure.getMessage();
    if (code == CommandLineProgram.SUCCESS) {
      throw new UserException(gap + "; the page was stored", failure);
    }
    spec.commandLine().getErr().println("WARNING: " + gap);
  }

  private void warnOfDroppedLines() {
    if (logFailure.get() == null && packetLog.droppedLines() > 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("WARNING: the packet log left out " + packetLog.droppedLines() + " lines.");
    }
  }
}
