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
import picocli.CommandLine.Option;

/** Declares how long running sessions have when the server is told to stop, and waits for them. */
final class DrainOption {
  private static final Logger LOGGER = LogManager.getLogger(DrainOption.class);

  @Option(
      names = "--drain",
      order = 16,
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description =
          "How long running sessions have to end after SIGTERM or SIGINT, while new ones are"
              + " refused; a second signal cuts it short (default: ${DEFAULT-VALUE}).")
  private Duration limit = Duration.ofSeconds(5);

  /** Waits until no session runs any more, the time is over, or another signal comes. */
  void drain(AnonServer server) throws InterruptedException {
    LOGGER.info("stopping: no new sessions, {} ms for those that run", limit.toMillis());
    CompletableFuture<Void> drained = server.drain();
    CompletableFuture<Void> enough = new CompletableFuture<>();
    // While the JVM shuts down it no longer listens to signals itself.
    ProcessSignal.handle("TERM", () -> enough.complete(null));
    ProcessSignal.handle("INT", () -> enough.complete(null));
    try {
      CompletableFuture.anyOf(drained, enough).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      LOGGER.info(
          drained.isDone()
              ? "stopping: every session has ended"
              : "stopping at once: another signal came");
    } catch (TimeoutException over) {
      LOGGER.info("stopping: the time is over");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the server cannot be drained", e);
    }
  }
}
