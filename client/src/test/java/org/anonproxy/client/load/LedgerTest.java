package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.client.load.OpenLoop.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LedgerTest {
  private static final long SECOND = 1_000_000_000;

  /** Close to the wrap, since the loop's clock has any origin. */
  private static final long ORIGIN = Math.subtractExact(Long.MAX_VALUE, SECOND);

  private final Ledger ledger = new Ledger(false);

  LedgerTest() {
    ledger.begin(ORIGIN);
  }

  /** Has ten starts a second, of which a server that stands still lets none find a client. */
  private static StartQueue waitingFor(long seconds) {
    OpenLoop openLoop = new OpenLoop(10, Distribution.CONSTANT);
    StartQueue queue =
        new StartQueue(
            () -> ArrivalSchedule.of(openLoop, 0, new Deal(1, 1, 0), new SplittableRandom(1)),
            ORIGIN,
            seconds * SECOND,
            Long.MAX_VALUE);
    queue.update(ORIGIN + seconds * SECOND);
    return queue;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesOutStartsThatHaveWaitedSinceTheWarmUp(boolean overdue) {
    ledger.beginMeasuring(ORIGIN + 2 * SECOND);
    ledger.leaveWaiting(waitingFor(5), overdue, ORIGIN + 6 * SECOND);

    LoadTally tally = ledger.handOverTally();
    assertEquals(30, tally.started());
    assertEquals(overdue ? 30 : 0, tally.failures(Failure.NEVER_STARTED));
    assertEquals(overdue ? 0 : 30, tally.unfinished());
    Latencies latencies = ledger.handOverLatencies();
    for (Phase phase : Phase.values()) {
      assertEquals(30, latencies.of(phase).getTotalCount());
      assertEquals(4000, latencies.millis(phase, 100), 4);
    }
  }

  @Test
  void recordsNothingOfWhatWasToStartInTheWarmUp() {
    ledger.beginMeasuring(ORIGIN + SECOND);
    ledger.record(Phase.TRANSFER, ORIGIN + SECOND - 1, ORIGIN + 3 * SECOND);
    ledger.record(Phase.TRANSFER, ORIGIN + SECOND, ORIGIN + 3 * SECOND);
    assertEquals(1, ledger.handOverLatencies().of(Phase.TRANSFER).getTotalCount());
  }
}
