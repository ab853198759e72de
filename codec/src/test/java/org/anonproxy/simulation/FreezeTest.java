package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.anonproxy.transport.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops one side for 30 s while datagrams wait for it. */
final class FreezeTest {
  private static final long FREEZE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int LAST_PACKET = 40;

  private final PageVersions page = PageVersions.ofSizes(18 * 512);

  private TransferOutcome freeze(TransferSimulation simulation, boolean client, int packet) {
    RunningTransfer transfer =
        simulation.links(LinkConditions.delayed(Duration.ofMillis(15))).begin();
    Node node = client ? transfer.clientNode() : transfer.serverNode();
    transfer.network().afterPacket(packet, () -> transfer.network().freeze(node, FREEZE_NANOS));
    return transfer.run();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsRightlyWithTheStandardRepetitions(boolean client) {
    for (int k = 0; k <= LAST_PACKET; k++) {
      TransferOutcome outcome = freeze(TransferSimulation.seeded(k).pages(page), client, k);
      Outcomes.assertConsistent(outcome, "frozen after " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void completesWithEnoughRepetitions(boolean client) {
    for (int k = 0; k <= LAST_PACKET; k++) {
      TransferSimulation simulation = TransferSimulation.seeded(k).pages(page).retries(12);
      Outcomes.assertCompletes(freeze(simulation, client, k), "frozen after " + k);
    }
  }

  @Test
  void clientReadsWhatWaitsBeforeItsTimerFires() {
    // The third packet is out; the only block arrives four times, and then the server gives up.
    TransferOutcome outcome = freeze(TransferSimulation.seeded(0).pageBytes(5), true, 2);
    assertEquals(CloseReason.COMPLETED, outcome.clientReason());
    assertEquals(0, outcome.clientRetransmissions());
    assertEquals(List.of(CloseReason.UNCONFIRMED), outcome.serverReasons());
    assertEquals(true, outcome.whole());
  }

  @Test
  void serverReadsWhatWaitsBeforeItsTimerFires() {
    // The answer to the only block is under way when the server freezes.
    TransferOutcome outcome = freeze(TransferSimulation.seeded(0).pageBytes(5), false, 4);
    assertEquals(List.of(CloseReason.COMPLETED), outcome.serverReasons());
    assertEquals(0, outcome.serverRetransmissions());
  }
}
