package org.anonproxy.server.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.anonproxy.server.hostile.ConsoleLog;
import org.anonproxy.server.hostile.ServerProcess;

/** Runs one server with everything that may happen to it, and judges how it bears that. */
final class SoakRun implements AutoCloseable {
  private static final int SAMPLES = 36;

  /** How many samples the server has to settle: a sixth of the run. */
  private static final int SETTLING_SAMPLES = SAMPLES / 6;

  private static final int SAMPLES_PER_COLLECTION = SAMPLES / 6;
  private static final int MAX_DESCRIPTORS_MORE = 5;
  private static final double MEGABYTE = 1e6;

  /**
   * Bad peers crawl until the server ends them, each with a version of its own. Good ones must
   * never come near it: 400 blocks take half a minute on a machine that is busy with other things.
   */
  private static final String MAX_LIFETIME = "1m";

  private final Duration duration;
  private final ChangingOrigin origin = new ChangingOrigin();
  private final VersionsSeen versions = new VersionsSeen(origin);
  private final List<Sample> samples = new ArrayList<>();
  private final ServerProcess server;

  SoakRun(Duration duration) throws Exception {
    this.duration = duration;
    this.server =
        ServerProcess.start(
            origin.url(),
            "--refresh",
            "1s",
            "-l",
            "/dev/null",
            "--max-lifetime",
            MAX_LIFETIME,
            "-v");
  }

  /** Runs for the whole duration, tells of every sample, and returns whether all is well. */
  boolean run(Consumer<String> out) throws Exception {
    Duration turn = duration.dividedBy(SAMPLES);
    try (GoodClients good = new GoodClients(server.address(), versions, turn)) {
      try (BadPeers badPeers = BadPeers.start(server.address());
          Noise noise = Noise.start(server.address())) {
        sample(turn, good, () -> badPeers.isRunning() && noise.isRunning(), out);
      }
      good.awaitAll();
      return judge(good, server.stop(), out);
    }
  }

  private void sample(
      Duration turn, GoodClients good, BooleanSupplier badClientsRun, Consumer<String> out)
      throws Exception {
    long startNanos = System.nanoTime();
    for (int i = 1; i <= SAMPLES; i++) {
      good.startTurn();
      long endNanos = startNanos + turn.toNanos() * i;
      for (long left = 1; left > 0; left = endNanos - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      double minute = turn.toMillis() * i / (double) TimeUnit.MINUTES.toMillis(1);
      if (!badClientsRun.getAsBoolean()) {
        throw new IllegalStateException("the bad clients have stopped");
      }
      Sample sample = Sample.of(server, minute, i % SAMPLES_PER_COLLECTION == 0);
      samples.add(sample);
      out.accept(
          String.format(
              "%s; %d fetches, %d failed, %d versions",
              sample.text(), good.completed(), good.failures().size(), versions.count()));
    }
  }

  private boolean judge(GoodClients good, List<String> log, Consumer<String> out) {
    List<String> failures = good.failures();
    failures.stream().limit(10).forEach(failure -> tellOf(failure, log, out));
    long errors = ConsoleLog.lines(log, " ERROR ");
    Spread heap = spread(Sample::liveBytes);
    Spread resident = spread(Sample::residentBytes);
    Spread descriptors = spread(Sample::descriptors);
    boolean passed =
        failures.isEmpty()
            && good.completed() > 0
            && errors == 0
            && heap.isFlat()
            && resident.isFlat()
            && descriptors.most() - descriptors.least() <= MAX_DESCRIPTORS_MORE;
    out.accept(
        String.format(
            "%s soak of %d min | required: no good client fails, every file is one version, heap"
                + " after GC and RSS within 5 %% after the first sixth | measured: %d fetches of good"
                + " clients, %d failed, %s; heap %s; RSS %s; %d to %d descriptors; %d errors logged;"
                + " %s",
            passed ? "PASS" : "FAIL",
            duration.toMinutes(),
            good.completed() + failures.size(),
            failures.size(),
            versions.text(),
            text(Sample::liveBytes, heap),
            text(Sample::residentBytes, resident),
            descriptors.least(),
            descriptors.most(),
            errors,
            origin.text()));
    return passed;
  }

  /** Tells of a failed fetch what the client knows, and how the server ended its sessions. */
  private static void tellOf(String failure, List<String> log, Consumer<String> out) {
    out.accept("a good client failed: " + failure);
    String session = "session " + failure.split(",", 2)[0] + " closed: ";
    log.stream()
        .filter(line -> line.contains(session) && !line.contains("completed"))
        .forEach(line -> out.accept("  the server: " + line));
  }

  private Spread spread(ToLongFunction<Sample> quantity) {
    return Spread.of(settled(quantity).stream().mapToLong(Long::longValue));
  }

  /** Leaves out the time of settling, and the heap where it was not collected. */
  private List<Long> settled(ToLongFunction<Sample> quantity) {
    return samples.stream()
        .skip(SETTLING_SAMPLES - 1)
        .map(quantity::applyAsLong)
        .filter(value -> value > 0)
        .toList();
  }

  private String text(ToLongFunction<Sample> quantity, Spread spread) {
    List<Long> values = settled(quantity);
    return String.format(
        "%.2f MB at first, %.2f MB at the end, spread %.1f %%",
        values.get(0) / MEGABYTE, values.get(values.size() - 1) / MEGABYTE, spread.percent());
  }

  /** Ends the server, however it does; from any thread. */
  @Override
  public void close() throws IOException {
    server.close();
    origin.close();
  }
}
