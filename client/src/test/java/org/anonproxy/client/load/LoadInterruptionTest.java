package org.anonproxy.client.load;

import static org.anonproxy.client.load.LoadScenario.OFTEN;
import static org.anonproxy.client.load.LoadScenario.assertBillAddsUp;
import static org.anonproxy.client.load.LoadScenario.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.anonproxy.client.load.Latencies.Phase;
import org.junit.jupiter.api.Test;

/** Interrupts load tests. */
final class LoadInterruptionTest {
  @Test
  void countsTheWaitOfWhatAnInterruptionCutsOff() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      server.stall();
      Workload anHour = new Workload(3, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, null);
      LoadReport report = stopAfter(0.35, LoadPlan.of(Target.of(server.address()), anHour));
      assertEquals(3, report.tally().unfinished());
      assertEquals(0, report.tally().failures());
      for (Phase phase : Phase.values()) {
        assertEquals(3, report.latencies().of(phase).getTotalCount());
        assertTrue(report.latencies().millis(phase, 0) > 300);
      }
    }
  }

  @Test
  void countsTheWaitOfStartsThatFoundNoClientBeforeAnInterruption() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      server.stall();
      OpenLoop hundred = new OpenLoop(100, OpenLoop.Distribution.CONSTANT);
      Workload anHour =
          new Workload(1, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, hundred);
      LoadReport report = stopAfter(0.35, LoadPlan.of(Target.of(server.address()), anHour));
      LoadTally tally = report.tally();
      assertTrue(tally.unfinished() >= 35, "one began, the others waited");
      assertEquals(tally.unfinished(), tally.started());
      assertEquals(tally.started(), report.latencies().of(Phase.TRANSFER).getTotalCount());
      assertTrue(report.latencies().millis(Phase.TRANSFER, 50) > 150);
    }
  }

  private static LoadReport stopAfter(double seconds, LoadPlan plan)
      throws IOException, InterruptedException {
    LoadTest test = new LoadTest(plan);
    return test.run(
        progress -> {
          if (progress.elapsedSeconds() > seconds) {
            test.stop();
          }
        },
        OFTEN);
  }

  @Test
  void endsAtOnceWhenItIsStoppedBeforeItBegins() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      Workload anHour = new Workload(3, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, null);
      LoadTest test = new LoadTest(LoadPlan.of(Target.of(server.address()), anHour));
      test.stop();
      assertTrue(test.run(LoadObserver.NONE, OFTEN).partial());
    }
  }

  @Test
  void reportsWhatThereIsWhenStopped() throws Exception {
    byte[] page = page(600);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Workload anHour = new Workload(3, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, null);
      LoadTest test = new LoadTest(LoadPlan.of(Target.of(server.address()), anHour));
      LoadReport report = test.run(progress -> test.stop(), OFTEN);
      assertTrue(report.partial());
      assertTrue(report.tally().transfers() > 0);
      assertEquals(0, report.tally().failures());
      assertTrue(report.seconds() < 10);
      assertBillAddsUp(report.tally());
    }
  }
}
