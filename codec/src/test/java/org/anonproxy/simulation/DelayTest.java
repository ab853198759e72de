package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delays packets, steadily and not. */
final class DelayTest {
  private final PageVersions page = PageVersions.ofSizes(20 * 512);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30})
  void repeatsNothingOverRoundTripsBelowTheTimeout(int roundTripMillis) {
    TransferOutcome outcome = steady(roundTripMillis);
    assertEquals(0, outcome.clientRetransmissions() + outcome.serverRetransmissions());
    assertEquals(43, outcome.packets());
  }

  @ParameterizedTest
  @ValueSource(ints = {900, 1000, 1500, 2500})
  void completesOverRoundTripsAboveTheFirstTimeout(int roundTripMillis) {
    TransferOutcome outcome = steady(roundTripMillis);
    // Only the handshake's timers expire, and the third packet's, whose RTO is backed off.
    int repeated = outcome.clientRetransmissions() + outcome.serverRetransmissions();
    assertTrue(repeated <= 4, () -> "repeated " + repeated);
  }

  private TransferOutcome steady(int roundTripMillis) {
    LinkConditions oneWay = LinkConditions.delayed(Duration.ofMillis(roundTripMillis).dividedBy(2));
    TransferOutcome outcome = TransferSimulation.seeded(0).pages(page).links(oneWay).run();
    Outcomes.assertCompletes(outcome, "RTT " + roundTripMillis + " ms");
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 300, 1000})
  void completesWithJitter(int jitterMillis) {
    LinkConditions unsteady =
        LinkConditions.builder()
            .delay(Duration.ofMillis(1))
            .jitter(Duration.ofMillis(jitterMillis))
            .build();
    for (int seed = 0; seed < 300; seed++) {
      TransferOutcome outcome = TransferSimulation.seeded(seed).pages(page).links(unsteady).run();
      Outcomes.assertCompletes(outcome, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 600})
  void completesWithReorderingAndDuplication(int byMillis) {
    LinkConditions unsteady =
        LinkConditions.builder()
            .delay(Duration.ofMillis(10))
            .reordering(0.2, Duration.ofMillis(byMillis))
            .duplication(0.3)
            .build();
    for (int seed = 0; seed < 300; seed++) {
      TransferOutcome outcome = TransferSimulation.seeded(seed).pages(page).links(unsteady).run();
      Outcomes.assertCompletes(outcome, "seed " + seed);
    }
  }
}
