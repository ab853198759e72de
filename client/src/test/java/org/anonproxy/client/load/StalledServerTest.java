package org.anonproxy.client.load;

import static org.anonproxy.client.load.LoadScenario.HALF_A_SECOND;
import static org.anonproxy.client.load.LoadScenario.IMPATIENT;
import static org.anonproxy.client.load.LoadScenario.OFTEN;
import static org.anonproxy.client.load.LoadScenario.assertBillAddsUp;
import static org.anonproxy.client.load.LoadScenario.page;
import static org.anonproxy.client.load.LoadScenario.run;
import static org.anonproxy.client.load.LoadScenario.transfersIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;

/** Runs load tests against servers that fall silent, for a while or for good. */
final class StalledServerTest {
  @Test
  void saysThatNobodyAnswers() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> new byte[0])) {
      server.stall();
      LoadPlan.Conduct impatient =
          new LoadPlan.Conduct(new RetransmissionPolicy(1_000_000, 1), Linger.AFTER_LOSS, true);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), Workload.closed(4, 1))
                  .withConduct(impatient));
      assertEquals(0, report.tally().transfers());
      assertEquals(4, report.tally().failures(Failure.HANDSHAKE_TIMEOUT));
      assertEquals(4 * 12, report.tally().headerBytes(), "the SYNs");
      assertEquals(4 * 12, report.tally().retransmittedBytes(), "their repetitions");
    }
  }

  @Test
  void chargesAStallToEveryTransferThatWasDueInIt() throws Exception {
    byte[] page = page(100);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      CountDownLatch gate = server.stall();
      OpenLoop hundred = new OpenLoop(100, OpenLoop.Distribution.CONSTANT);
      Workload workload =
          new Workload(1, 0, Duration.ofMillis(600), Duration.ZERO, Duration.ZERO, hundred);
      LoadTest test = new LoadTest(LoadPlan.of(Target.of(server.address()), workload));
      LoadReport report =
          test.run(
              progress -> {
                if (progress.elapsedSeconds() > 0.35) {
                  gate.countDown();
                }
              },
              OFTEN);
      assertEquals(60, report.tally().transfers(), "every arrival, though there is one client");
      assertTrue(
          report.latencies().millis(Phase.TRANSFER, 70) > 100,
          "transfers that were due during the stall waited for its end");
    }
  }

  @Test
  void waitsUntilTheClientsOfAClosedLoopGiveADeadServerUp() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      Workload half = new Workload(4, 0, HALF_A_SECOND, Duration.ZERO, Duration.ZERO, null);
      LoadTest test =
          new LoadTest(LoadPlan.of(Target.of(server.address()), half).withConduct(IMPATIENT));
      LoadReport report =
          test.run(
              progress -> {
                if (progress.interval().transfers() > 0) {
                  server.stall();
                }
              },
              OFTEN);
      assertTrue(report.tally().transfers() > 0);
      assertEquals(4, report.tally().failures(), "each client's last transfer");
      assertEquals(0, report.tally().unfinished());
      assertTrue(report.latencies().millis(Phase.TRANSFER, 100) > 400, "they waited, and longest");
      assertTrue(report.silentSeconds() > 0.4);
      assertFalse(report.partial());
      double inTimeline = report.timeline().stream().mapToDouble(Interval::seconds).sum();
      assertTrue(report.seconds() < inTimeline - 0.2, "the drain is not part of the time");
      assertTrue(report.seconds() >= 0.5);
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void reckonsRatesByWhatHappenedInTime() throws Exception {
    byte[] page = page(100);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      CountDownLatch gate = server.stall();
      Workload half = new Workload(4, 0, HALF_A_SECOND, Duration.ZERO, Duration.ZERO, null);
      LoadReport report =
          new LoadTest(LoadPlan.of(Target.of(server.address()), half))
              .run(
                  progress -> {
                    if (progress.elapsedSeconds() > 0.55) {
                      gate.countDown();
                    }
                  },
                  OFTEN);
      assertEquals(4, report.tally().transfers());
      assertEquals(4, transfersIn(report, TestPhase.DRAIN));
      assertEquals(0.0, report.transfersPerSecond(), "all ended after the duration");
      assertEquals(0.0, report.blocksPerSecond());
      assertEquals(4, report.latencies().of(Phase.TRANSFER).getTotalCount());
    }
  }
}
