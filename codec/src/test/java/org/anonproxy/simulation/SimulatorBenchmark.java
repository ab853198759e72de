package org.anonproxy.simulation;

import java.time.Duration;
import java.util.Locale;

/**
 * Measures how many lossy transfers of 100 blocks the simulator makes per second, all invariants
 * watching. The figure to keep is 1,000, so that people run it.
 */
public final class SimulatorBenchmark {
  private static final int ROUNDS = 5;
  private static final int TRANSFERS = 4_000;
  private static final int PAGE_BYTES = 100 * 512;

  private SimulatorBenchmark() {}

  /** Prints the figure of each round; the first ones warm up. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    PageVersions page = PageVersions.ofSizes(PAGE_BYTES);
    LinkConditions lossy = LinkConditions.builder().loss(0.02).delay(Duration.ofMillis(15)).build();
    for (int round = 1; round <= ROUNDS; round++) {
      long startNanos = System.nanoTime();
      int completed = 0;
      for (int seed = 0; seed < TRANSFERS; seed++) {
        TransferOutcome outcome = TransferSimulation.seeded(seed).pages(page).links(lossy).run();
        completed += outcome.isCompleted() ? 1 : 0;
      }
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "round %d: %.0f transfers/s, %d of %d completed%n",
          round,
          TRANSFERS / seconds,
          completed,
          TRANSFERS);
    }
  }
}
