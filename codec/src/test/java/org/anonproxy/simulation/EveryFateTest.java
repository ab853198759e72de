package org.anonproxy.simulation;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Gives each of the first 10 packets of a transfer each of 4 fates: delivered, dropped, duplicated,
 * or delayed beyond the retransmission timeout. All 4^10 combinations must complete.
 *
 * <p>10 repetitions are allowed, since all 10 dropped packets may be the same SYN.
 */
final class EveryFateTest {
  private static final int PACKETS = 10;
  private static final int RUNS = 1 << (2 * PACKETS);

  /** Is coprime to the number of runs, so that a sample has every fate in every place. */
  private static final int SAMPLING_STRIDE = 257;

  private static final Fate[] FATES = {
    Fate.DELIVERED, Fate.DROPPED, Fate.DUPLICATED, Fate.delayedBy(700_000_000)
  };

  private static final LinkConditions NEAR = LinkConditions.delayed(Duration.ofMillis(15));

  /** Four blocks: a transfer without loss is 11 packets long. */
  private final PageVersions page = PageVersions.ofSizes(4 * 512 - 100);

  @Test
  void completesWhateverBecomesOfTheFirstTenPacketsInASample() {
    for (int run = 0; run < RUNS; run += SAMPLING_STRIDE) {
      completes(run);
    }
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void completesWhateverBecomesOfTheFirstTenPackets() {
    for (int run = 0; run < RUNS; run++) {
      completes(run);
    }
  }

  private void completes(int run) {
    TransferOutcome outcome =
        TransferSimulation.seeded(run)
            .pages(page)
            .links(NEAR)
            .retries(PACKETS)
            .script(
                (linkPacket, networkPacket) ->
                    networkPacket < PACKETS ? FATES[(run >> (int) (2 * networkPacket)) & 3] : null)
            .run();
    Outcomes.assertCompletes(outcome, "fates " + Integer.toString(run, 4));
  }
}
