package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.anonproxy.transport.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills and restarts each side after every packet of a transfer. */
final class DeathTest {
  private static final int LAST_PACKET = 40;

  /** 18 blocks: 39 packets, so that the last deaths come after the end. */
  private final PageVersions twoVersions = PageVersions.ofSizes(18 * 512, 17 * 512 + 1);

  private static final int PACKETS = 3 + 2 * 18;

  private RunningTransfer transfer(int seed) {
    return TransferSimulation.seeded(seed)
        .pages(twoVersions)
        .links(LinkConditions.delayed(Duration.ofMillis(15)))
        .begin();
  }

  @Test
  void serverEndsWhenTheClientDies() {
    for (int k = 0; k <= LAST_PACKET; k++) {
      RunningTransfer transfer = transfer(k);
      transfer.network().afterPacket(k, () -> transfer.network().kill(transfer.clientNode()));
      TransferOutcome outcome = transfer.run();
      CloseReason expected =
          switch (k) {
            case 0, 1 -> CloseReason.HANDSHAKE_TIMEOUT;
            case PACKETS - 3, PACKETS - 2 -> CloseReason.UNCONFIRMED;
            default -> k >= PACKETS - 1 ? CloseReason.COMPLETED : CloseReason.PEER_SILENT;
          };
      assertEquals(List.of(expected), outcome.serverReasons(), "death after " + k);
    }
  }

  @Test
  void clientEndsWhenTheServerDies() {
    for (int k = 0; k <= LAST_PACKET; k++) {
      RunningTransfer transfer = transfer(k);
      transfer.network().afterPacket(k, () -> transfer.network().kill(transfer.serverNode()));
      TransferOutcome outcome = transfer.run();
      assertEquals(endWithout(k), outcome.clientReason(), "death after " + k);
      assertEquals(k >= PACKETS - 2, outcome.whole(), "death after " + k);
    }
  }

  /** Returns how a client ends that hears nothing more after packet {@code k}. */
  private static CloseReason endWithout(int k) {
    if (k == 0) {
      return CloseReason.HANDSHAKE_TIMEOUT;
    }
    return k >= PACKETS - 2 ? CloseReason.COMPLETED : CloseReason.PEER_SILENT;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10_000_000, 300_000_000, 5_000_000_000L, 30_000_000_000L})
  void restartedClientGetsAWholePage(long downNanos) {
    for (int k = 0; k <= LAST_PACKET; k++) {
      RunningTransfer transfer = transfer(k);
      SimulatedNetwork network = transfer.network();
      network.afterPacket(
          k,
          () -> {
            network.kill(transfer.clientNode());
            transfer.server().refresh();
            network.at(network.clock().elapsedNanos() + downNanos, transfer::restartClient);
          });
      TransferOutcome outcome = transfer.run();
      assertEquals(CloseReason.COMPLETED, outcome.clientReason(), "restart after " + k);
      assertTrue(outcome.whole(), "restart after " + k);
      assertTrue(outcome.serverReasons().size() <= 2, outcome::toString);
    }
  }

  @Test
  void runningTransferGoesOnUntilTheRestartedClientProvesItself() {
    RunningTransfer transfer = transfer(0);
    transfer.network().afterPacket(10, transfer::restartClient);
    TransferOutcome outcome = transfer.run();
    assertEquals(List.of(CloseReason.REPLACED, CloseReason.COMPLETED), outcome.serverReasons());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10_000_000, 300_000_000, 5_000_000_000L})
  void restartedServerServesOnlyWhoBeginsAnew(long downNanos) {
    for (int k = 0; k <= LAST_PACKET; k++) {
      RunningTransfer transfer = transfer(k);
      SimulatedNetwork network = transfer.network();
      network.afterPacket(
          k,
          () -> {
            network.kill(transfer.serverNode());
            network.at(network.clock().elapsedNanos() + downNanos, transfer::restartServer);
          });
      TransferOutcome outcome = transfer.run();
      // Whoever only sent a SYN begins anew without knowing it.
      CloseReason expected = k == 0 ? CloseReason.COMPLETED : endWithout(k);
      assertEquals(expected, outcome.clientReason(), "restart after " + k);
      // After the last packet nobody dies.
      int begun = k == 0 || k >= PACKETS ? 1 : 0;
      assertEquals(begun, outcome.serverReasons().size(), "restart after " + k);
    }
  }

  @Test
  void bothSidesEndAfterDeathsAndRestartsOverABadNetwork() {
    LinkConditions bad =
        LinkConditions.builder()
            .delay(Duration.ofMillis(15))
            .loss(0.1)
            .duplication(0.2)
            .jitter(Duration.ofMillis(400))
            .build();
    for (int seed = 0; seed < 1000; seed++) {
      RunningTransfer transfer =
          TransferSimulation.seeded(seed).pages(twoVersions).links(bad).begin();
      SimulatedRandom random = new SimulatedRandom(seed);
      for (int death = 0; death < 3; death++) {
        Runnable restart = random.chance(0.7) ? transfer::restartClient : transfer::restartServer;
        transfer.network().afterPacket(random.below(LAST_PACKET), restart);
        transfer.network().afterPacket(random.below(LAST_PACKET), transfer.server()::refresh);
      }
      assertNotNull(transfer.run().clientReason());
    }
  }

  @Test
  void transferWithoutADeathHasTheExpectedPackets() {
    assertEquals(PACKETS, transfer(0).run().packets());
  }
}
