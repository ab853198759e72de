package org.anonproxy.server.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.anonproxy.cli.DurationConverter;
import org.anonproxy.cli.ProcessSignal;
import org.anonproxy.server.AnonServer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Declares how long running sessions have when the server is told to stop, and waits for them. */
@Command(optionListHeading = "Sessions:%n")
final class DrainOption {
  private static final Logger LOGGER = LogManager.getLogger(DrainOption.class);
  private static final Marker STOPPING = MarkerManager.getMarker("stopping");

  @Option(
      names = "--drain",
      order = 24,
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description =
          "How long running sessions have to end after SIGTERM or SIGINT, while new ones are"
              + " refused; a second signal cuts it short (default: ${DEFAULT-VALUE}).")
  private Duration limit = Duration.ofSeconds(5);

  /** Waits until no session runs any more, the time is over, or another signal comes. */
  void drain(AnonServer server) throws InterruptedException {
    CompletableFuture<Void> enough = new CompletableFuture<>();
    // From here on they mean something else than the first did, which the line below tells.
    ProcessSignal.handle("TERM", () -> enough.complete(null));
    ProcessSignal.handle("INT", () -> enough.complete(null));
    LOGGER.info(
        STOPPING,
        "stopping: no new sessions, {} for those that run",
        DurationConverter.text(limit));
    CompletableFuture<Void> drained = server.drain();
    try {
      CompletableFuture.anyOf(drained, enough).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      LOGGER.info(
          STOPPING,
          drained.isDone()
              ? "stopping: every session has ended"
              : "stopping at once: another signal came");
    } catch (TimeoutException over) {
      LOGGER.info(STOPPING, "stopping: the time is over");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the server cannot be drained", e);
    }
  }
}
