package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets nothing through for a while, at every point of a transfer. */
final class BlackoutTest {
  private static final Duration ONE_WAY = Duration.ofMillis(15);

  /** 40 blocks, a round trip of 30 ms each: longer than the blackouts' last beginning. */
  private static final int PAGE_BYTES = 40 * 512;

  private static final long LAST_BEGINNING_MILLIS = 1200;

  private final PageVersions page = PageVersions.ofSizes(PAGE_BYTES);

  enum Direction {
    TO_SERVER,
    TO_CLIENT,
    BOTH
  }

  private TransferSimulation transfer(Direction direction, long fromMillis, Duration length) {
    Duration from = Duration.ofMillis(fromMillis);
    LinkConditions dark =
        LinkConditions.builder().delay(ONE_WAY).blackout(from, from.plus(length)).build();
    TransferSimulation transfer =
        TransferSimulation.seeded(fromMillis).pages(page).links(LinkConditions.delayed(ONE_WAY));
    return switch (direction) {
      case TO_SERVER -> transfer.toServer(dark);
      case TO_CLIENT -> transfer.toClient(dark);
      case BOTH -> transfer.links(dark);
    };
  }

  @ParameterizedTest
  @EnumSource
  void completesAfterTwoSeconds(Direction direction) {
    for (long from = 0; from <= LAST_BEGINNING_MILLIS; from += 3) {
      TransferOutcome outcome = transfer(direction, from, Duration.ofSeconds(2)).run();
      Outcomes.assertCompletes(outcome, direction + " from " + from + " ms");
    }
  }

  @ParameterizedTest
  @EnumSource
  void completesAfterTwentySecondsWithEnoughRepetitions(Direction direction) {
    for (long from = 0; from <= LAST_BEGINNING_MILLIS; from += 5) {
      // 10 repetitions take 27 s.
      TransferSimulation transfer = transfer(direction, from, Duration.ofSeconds(20)).retries(10);
      Outcomes.assertCompletes(transfer.run(), direction + " from " + from + " ms");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failsRightlyAfterTwentySecondsUnderTheStandardPolicy(Direction direction) {
    for (long from = 0; from < LAST_BEGINNING_MILLIS; from += 5) {
      TransferOutcome outcome = transfer(direction, from, Duration.ofSeconds(20)).run();
      String run = direction + " from " + from + " ms";
      Outcomes.assertConsistent(outcome, run);
      assertFalse(outcome.isCompleted(), run);
    }
  }
}
