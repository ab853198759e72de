package org.anonproxy.simulation;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts both ends' numbers at every edge, with pages at every edge. */
final class SequenceNumberGridTest {
  private static final int[] EDGES = {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -512, -513};

  private static final LinkConditions NEAR = LinkConditions.delayed(Duration.ofMillis(1));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 1024 * 1024})
  void completesFromEveryEdge(int pageBytes) {
    PageVersions page = PageVersions.ofSizes(pageBytes);
    for (int isn : EDGES) {
      for (int iss : EDGES) {
        TransferOutcome outcome =
            TransferSimulation.seeded(0).pages(page).links(NEAR).sequenceNumbers(isn, iss).run();
        Outcomes.assertCompletes(outcome, "ISN " + isn + ", ISS " + iss);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 5 * 512})
  void completesFromEveryEdgeThoughPacketsAreLostTwiceAndLate(int pageBytes) {
    PageVersions page = PageVersions.ofSizes(pageBytes);
    LinkConditions bad =
        LinkConditions.builder()
            .delay(Duration.ofMillis(1))
            .loss(0.1)
            .duplication(0.2)
            .jitter(Duration.ofMillis(700))
            .build();
    for (int isn : EDGES) {
      for (int iss : EDGES) {
        TransferSimulation transfer =
            TransferSimulation.seeded(isn + 31L * iss).pages(page).links(bad).retries(20);
        String run = "ISN " + isn + ", ISS " + iss;
        Outcomes.assertCompletes(transfer.sequenceNumbers(isn, iss).run(), run);
      }
    }
  }
}
