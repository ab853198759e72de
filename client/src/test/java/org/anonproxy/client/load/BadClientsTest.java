package org.anonproxy.client.load;

import static org.anonproxy.client.load.LoadScenario.assertBillAddsUp;
import static org.anonproxy.client.load.LoadScenario.page;
import static org.anonproxy.client.load.LoadScenario.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.anonproxy.client.load.Latencies.Phase;
import org.junit.jupiter.api.Test;

/** Lets clients misbehave on loopback. */
final class BadClientsTest {
  @Test
  void letsClientsVanishAndKeepSilent() throws Exception {
    byte[] page = page(5000);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Misbehaviour bad = new Misbehaviour(0.2, Duration.ofMillis(5), 0.3, 0.3);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), Workload.closed(20, 10))
                  .withMisbehaviour(bad));
      LoadTally tally = report.tally();
      assertEquals(200, tally.transfers() + tally.abandoned());
      assertEquals(60.0, (double) tally.abandoned(), 25);
      assertEquals(0, tally.failures());
      assertTrue(tally.slow() > 0, "a fifth of the clients");
      assertTrue(
          report.latencies().of(Phase.TRANSFER).getTotalCount()
              <= tally.transfers() - tally.slow() + tally.abandoned());
      assertBillAddsUp(tally);
    }
  }

  @Test
  void abandonsTransfersAndNotHandshakes() throws Exception {
    for (int bytes : new int[] {100, 20_000}) {
      byte[] page = page(bytes);
      try (CountingServer server = new CountingServer(handshake -> page)) {
        Misbehaviour bad = new Misbehaviour(0, Duration.ZERO, 1, 0);
        LoadTally tally =
            run(LoadPlan.of(Target.of(server.address()), Workload.closed(3, 4))
                    .withMisbehaviour(bad))
                .tally();
        assertEquals(12, tally.transfers() + tally.abandoned());
        assertEquals(12, tally.started());
        assertTrue(tally.transfers() <= (bytes == 100 ? 3 : 0), "whose length nobody knew");
        assertEquals(12, server.begun(), "handshakes that were completed");
        assertBillAddsUp(tally);
      }
    }
  }

  @Test
  void goesOnFromAnotherPortWhenItLeavesTheServerWaiting() throws Exception {
    byte[] page = page(600);
    for (Misbehaviour bad :
        List.of(
            new Misbehaviour(0, Duration.ZERO, 0, 1), new Misbehaviour(0, Duration.ZERO, 1, 0))) {
      try (CountingServer server = new CountingServer(handshake -> page)) {
        LoadReport report =
            run(
                LoadPlan.of(Target.of(server.address()), Workload.closed(2, 5))
                    .withMisbehaviour(bad));
        assertEquals(10, report.tally().transfers() + report.tally().abandoned());
        assertTrue(server.peers() >= 8, "no port twice, but for transfers that ended well");
      }
    }
  }
}
