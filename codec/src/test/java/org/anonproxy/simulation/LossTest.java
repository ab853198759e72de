package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loses packets: chosen ones, and by chance. */
final class LossTest {
  private static final int LAST_DROPPED = 60;
  private static final Duration ONE_WAY = Duration.ofMillis(15);
  private static final int ENOUGH = 64;

  private final PageVersions kilobyte = PageVersions.ofSizes(1024);

  /** Longer than the {@value #LAST_DROPPED} packets of each direction that are dropped. */
  private final PageVersions longPage = PageVersions.ofSizes((LAST_DROPPED + 5) * 512);

  private static PacketScript drop(boolean perLink, int first, int count) {
    return (linkPacket, networkPacket) -> {
      long number = perLink ? linkPacket : networkPacket;
      return number >= first && number < first + count ? Fate.DROPPED : null;
    };
  }

  private TransferSimulation longTransfer() {
    return TransferSimulation.seeded(0).pages(longPage).links(LinkConditions.delayed(ONE_WAY));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void completesThoughSuccessivePacketsAreDropped(int count) {
    for (int k = 0; k <= LAST_DROPPED; k++) {
      String run = "dropped " + count + " from " + k;
      PacketScript oneWay = drop(true, k, count);
      Outcomes.assertCompletes(
          longTransfer().scriptToServer(oneWay).run(), run + ", to the server");
      Outcomes.assertCompletes(
          longTransfer().scriptToClient(oneWay).run(), run + ", to the client");
      // Both directions together can lose twice as many attempts of one block.
      TransferOutcome outcome = longTransfer().retries(2 * count).script(oneWay).run();
      Outcomes.assertCompletes(outcome, run + ", in each direction");
      Outcomes.assertCompletes(longTransfer().script(drop(false, k, count)).run(), run);
    }
  }

  @Test
  void repeatsOnePacketForOneLoss() {
    for (int k = 0; k <= LAST_DROPPED; k++) {
      TransferOutcome outcome = longTransfer().script(drop(false, k, 1)).run();
      // The loss of a handshake packet may make both ends' timers expire.
      int most = k < 3 ? 2 : 1;
      int repeated = outcome.clientRetransmissions() + outcome.serverRetransmissions();
      // When the first block is lost, the client repeats its third packet too.
      assertTrue(repeated >= 1 && repeated <= (k == 3 ? 2 : most), k + ": " + outcome);
    }
  }

  @Test
  void repeatsNothingWithoutLoss() {
    TransferOutcome outcome = longTransfer().run();
    Outcomes.assertCompletes(outcome, "no loss");
    assertEquals(0, outcome.clientRetransmissions() + outcome.serverRetransmissions());
    assertEquals(3 + 2 * (LAST_DROPPED + 5), outcome.packets());
  }

  /** 50 fetches per seed; with the standard 3 repetitions some of them must fail, but rightly. */
  @Test
  void fetchesAKilobyteThroughThirtyPercentLossInBurstsOfThree() {
    LinkConditions bad = LinkConditions.builder().delay(ONE_WAY).loss(0.3, 3).build();
    int failures = 0;
    for (int run = 0; run < 50 * 1000; run++) {
      TransferSimulation transfer = TransferSimulation.seeded(run).pages(kilobyte).links(bad);
      TransferOutcome outcome = transfer.run();
      Outcomes.assertConsistent(outcome, "seed " + run);
      failures += outcome.isCompleted() ? 0 : 1;
      if (run % 25 == 0) {
        Outcomes.assertCompletes(transfer.retries(ENOUGH).run(), "seed " + run);
      }
    }
    // One packet fails with (1 - 0.7^2)^4 = 6.8 % if losses were independent; there are 4.
    double rate = failures / 50_000.0;
    assertTrue(rate > 0.02 && rate < 0.25, "failed: " + rate);
  }

  @Test
  void fetchesAKilobyteThroughBursts() {
    LinkConditions bad = LinkConditions.builder().delay(ONE_WAY).burst(0.2, 3).build();
    for (int seed = 0; seed < 1000; seed++) {
      TransferSimulation transfer = TransferSimulation.seeded(seed).pages(kilobyte).links(bad);
      Outcomes.assertConsistent(transfer.run(), "seed " + seed);
      Outcomes.assertCompletes(transfer.retries(ENOUGH).run(), "seed " + seed);
    }
  }

  @Test
  void fetchesAHundredKilobytesThroughTwoPercentLoss() {
    PageVersions page = PageVersions.ofSizes(100 * 1024);
    LinkConditions poor = LinkConditions.builder().delay(ONE_WAY).loss(0.02).build();
    int failures = 0;
    for (int seed = 0; seed < 300; seed++) {
      TransferSimulation transfer = TransferSimulation.seeded(seed).pages(page).links(poor);
      TransferOutcome outcome = transfer.run();
      Outcomes.assertConsistent(outcome, "seed " + seed);
      failures += outcome.isCompleted() ? 0 : 1;
    }
    // 200 blocks fail with (1 - 0.98^2)^4 = 2.5e-6 each, so one transfer of 2,000 does.
    assertTrue(failures <= 3, failures + " of 300 failed");
  }

  @Test
  void outlivesTwentySecondsOfFiftyPercentLoss() {
    LinkConditions terrible = LinkConditions.builder().delay(ONE_WAY).loss(0.5).build();
    PageVersions page = PageVersions.ofSizes(20 * 1024);
    for (int seed = 0; seed < 300; seed++) {
      TransferSimulation transfer = TransferSimulation.seeded(seed).pages(page).links(terrible);
      Outcomes.assertConsistent(recovering(transfer), "seed " + seed);
      // 10 repetitions take 27 s, longer than the trouble lasts.
      Outcomes.assertCompletes(recovering(transfer.retries(10)), "seed " + seed);
    }
  }

  private static TransferOutcome recovering(TransferSimulation transfer) {
    RunningTransfer running = transfer.begin();
    LinkConditions good = LinkConditions.delayed(ONE_WAY);
    running.network().at(Duration.ofSeconds(20).toNanos(), () -> running.links(good));
    return running.run();
  }
}
