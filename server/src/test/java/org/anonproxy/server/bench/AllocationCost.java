package org.anonproxy.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Measures how many bytes of garbage a server's event loop leaves per block in steady state, and of
 * which classes: the flight recorder counts each thread's bytes exactly and samples the classes.
 *
 * <p>Arguments: server port, server process, clients, seconds of warm-up, seconds of measurement.
 */
final class AllocationCost {
  private static final String LOOP = "anonserver-";

  private AllocationCost() {}

  /** Runs one measurement and prints it. */
  public static void main(String[] arguments) throws Exception {
    JavaProcess server = new JavaProcess(Long.parseLong(arguments[1]));
    Path recording = Files.createTempDirectory("allocation").resolve("server.jfr");
    int port = Integer.parseInt(arguments[0]);
    int clients = Integer.parseInt(arguments[2]);
    long warmUpSeconds = Long.parseLong(arguments[3]);
    try (BlockDriver driver = BlockDriver.start("base", port, clients, warmUpSeconds)) {
      driver.run(warmUpSeconds);
      List<String> started =
          server.command(
              "JFR.start",
              "name=allocation",
              "filename=" + recording,
              "jdk.ThreadAllocationStatistics#enabled=true",
              "jdk.ThreadAllocationStatistics#period=1s",
              "jdk.ObjectAllocationSample#enabled=true",
              "jdk.ObjectAllocationSample#throttle=1000/s");
      long blocksBefore = driver.blocks();
      long startNanos = System.nanoTime();
      driver.run(Long.parseLong(arguments[4]));
      double blocksPerSecond =
          (driver.blocks() - blocksBefore) * 1e9 / (System.nanoTime() - startNanos);
      server.command("JFR.stop", "name=allocation");
      if (!Files.exists(recording)) {
        throw new IOException("the flight recorder recorded nothing: " + started);
      }
      report(RecordingFile.readAllEvents(recording), blocksPerSecond);
    } finally {
      Files.deleteIfExists(recording);
      Files.deleteIfExists(recording.getParent());
    }
  }

  private static void report(List<RecordedEvent> events, double blocksPerSecond)
      throws IOException {
    List<RecordedEvent> totals =
        events.stream()
            .filter(
                event -> event.getEventType().getName().equals("jdk.ThreadAllocationStatistics"))
            .filter(event -> event.getThread("thread") != null)
            .filter(event -> isLoop(event.getThread("thread").getJavaName()))
            .sorted(Comparator.comparing(RecordedEvent::getStartTime))
            .toList();
    if (totals.size() < 2) {
      throw new IOException("the flight recorder did not see the event loop");
    }
    RecordedEvent first = totals.get(0);
    RecordedEvent last = totals.get(totals.size() - 1);
    double seconds =
        last.getStartTime().toEpochMilli() / 1e3 - first.getStartTime().toEpochMilli() / 1e3;
    double bytesPerBlock =
        (last.getLong("allocated") - first.getLong("allocated")) / seconds / blocksPerSecond;
    System.out.printf(
        Locale.ROOT,
        "%.1f bytes per block, at %.0f blocks/s; by class, as sampled:%n",
        bytesPerBlock,
        blocksPerSecond);
    byClass(events, bytesPerBlock);
  }

  private static boolean isLoop(String thread) {
    return thread != null && thread.startsWith(LOOP);
  }

  private static void byClass(List<RecordedEvent> events, double bytesPerBlock) {
    Map<String, Long> weights = new HashMap<>();
    List<RecordedEvent> samples =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("jdk.ObjectAllocationSample"))
            .filter(event -> event.getThread() != null)
            .filter(event -> isLoop(event.getThread().getJavaName()))
            .sorted(Comparator.comparing(RecordedEvent::getStartTime))
            .skip(1) // The first one weighs all that the thread has allocated in its life.
            .toList();
    for (RecordedEvent event : samples) {
      weights.merge(event.getClass("objectClass").getName(), event.getLong("weight"), Long::sum);
    }
    double all = weights.values().stream().mapToLong(Long::longValue).sum();
    weights.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .filter(entry -> entry.getValue() / all >= 0.002)
        .forEach(
            entry ->
                System.out.printf(
                    Locale.ROOT,
                    "%10.1f bytes  %s%n",
                    entry.getValue() / all * bytesPerBlock,
                    entry.getKey()));
  }
}
