package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the same seed again, on the same clock and on others. */
final class DeterminismTest {
  private static final LinkConditions BAD =
      LinkConditions.builder()
          .delay(Duration.ofMillis(15))
          .jitter(Duration.ofMillis(300))
          .loss(0.05)
          .burst(0.02, 3)
          .duplication(0.1)
          .reordering(0.1, Duration.ofMillis(600))
          .corruption(0.02)
          .rate(20_000)
          .queue(4_000)
          .blackout(Duration.ofSeconds(2), Duration.ofSeconds(4))
          .build();

  private static TransferSimulation transfer(int seed) {
    return TransferSimulation.seeded(seed).pageBytes(10_000).links(BAD).retries(10);
  }

  @Test
  void sameSeedGivesTheSameTrace() {
    for (int seed = 0; seed < 200; seed++) {
      assertEquals(transfer(seed).run(), transfer(seed).run(), "seed " + seed);
    }
  }

  @Test
  void otherSeedGivesAnotherTrace() {
    assertNotEquals(transfer(1).run().traceHash(), transfer(2).run().traceHash());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1_000_000_000L,
        Long.MAX_VALUE - 5_000_000_000L,
        Long.MIN_VALUE,
        -1,
        -1_500_000_000L
      })
  void whereTheClockStartsIsInvisible(long originNanos) {
    for (int seed = 0; seed < 200; seed++) {
      TransferOutcome expected = transfer(seed).run();
      TransferOutcome outcome = transfer(seed).clockOrigin(originNanos).run();
      assertEquals(expected, outcome, "seed " + seed);
    }
  }
}
