package org.anonproxy.client.load;

import static org.anonproxy.client.load.LoadScenario.OFTEN;
import static org.anonproxy.client.load.LoadScenario.assertBillAddsUp;
import static org.anonproxy.client.load.LoadScenario.page;
import static org.anonproxy.client.load.LoadScenario.run;
import static org.anonproxy.client.load.LoadScenario.serve;
import static org.anonproxy.client.load.LoadScenario.transfersIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.server.AnonServer;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;

/** Runs load tests whose beginning is not measured. */
final class WarmUpTest {
  @Test
  void measuresNothingWhenTheTestEndsInItsWarmUp() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      Workload early = new Workload(2, 1, null, Duration.ZERO, Duration.ofMinutes(1), null);
      LoadReport report = run(LoadPlan.of(Target.of(server.address()), early));
      assertTrue(report.isEmpty());
      assertEquals(0, report.tally().started());
      assertTrue(Double.isNaN(report.fairnessJain()));
    }
  }

  @Test
  void leavesTheWarmUpOut() throws Exception {
    try (AnonServer server = serve(page(2000))) {
      Duration half = Duration.ofMillis(800);
      Workload workload = new Workload(4, 0, half.multipliedBy(2), Duration.ZERO, half, null);
      LoadPlan.Conduct prompt =
          new LoadPlan.Conduct(RetransmissionPolicy.STANDARD, Linger.of(Duration.ZERO), true);
      Impairment twice = new Impairment(0, 1, 0, 0, Duration.ZERO, Duration.ZERO);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), workload)
                  .withImpairment(twice)
                  .withConduct(prompt));
      LoadTally tally = report.tally();
      long inTimeline = report.timeline().stream().mapToLong(Interval::transfers).sum();
      assertTrue(tally.transfers() > 0);
      assertTrue(tally.transfers() <= inTimeline, "the timeline has the warm-up too");
      assertEquals(
          tally.transfers(),
          transfersIn(report, TestPhase.MEASURED) + transfersIn(report, TestPhase.DRAIN));
      assertEquals(report.timely().transfers(), transfersIn(report, TestPhase.MEASURED));
      assertTrue(transfersIn(report, TestPhase.WARM_UP) > 0);
      assertTrue(report.seconds() < 1.4, "of 1.6");
      assertEquals(
          tally.started(), tally.transfers() + tally.failures(), "those that ran began here");
      assertTrue(report.impaired().duplicated() > 0);
      assertTrue(
          report.impaired().duplicated() < tally.wireDatagrams(), "about two of three of these");
      assertBillAddsUp(tally);
    }
  }

  @Test
  void leavesOutTheWaitOfTransfersThatWereToStartInTheWarmUp() throws Exception {
    byte[] page = page(100);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      CountDownLatch gate = server.stall();
      Duration warmUp = Duration.ofMillis(800);
      Workload workload = new Workload(4, 0, warmUp.plusMillis(1700), Duration.ZERO, warmUp, null);
      LoadReport report =
          new LoadTest(LoadPlan.of(Target.of(server.address()), workload))
              .run(
                  progress -> {
                    if (progress.elapsedSeconds() > 0.95) {
                      gate.countDown();
                    }
                  },
                  OFTEN);
      assertEquals(
          report.tally().transfers() - 4,
          report.latencies().of(Phase.TRANSFER).getTotalCount(),
          "all but the first four, which were to start at once");
    }
  }
}
