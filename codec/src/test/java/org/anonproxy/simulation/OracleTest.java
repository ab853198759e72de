package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.anonproxy.transport.CloseReason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the rate of failures with arithmetic. Each attempt to get a block acknowledged fails if
 * the block or its answer is lost, which has the probability q = 1 - (1 - l)^2; a block fails if
 * all M + 1 attempts do, and a page of n blocks if any block does: 1 - (1 - q^(M+1))^n.
 *
 * <p>The model makes these demands on the simulation. The handshake loses nothing. A failure is
 * what the server sees, since it is the server that repeats: an unconfirmed page counts as one. The
 * last block is answered like any other, so the client lingers for as long as the server may repeat
 * it. A long round trip makes the timeouts grow to their cap, at which a client's patience is tried
 * hardest. A duplicate of the third packet, which the client repeats when the first block is lost,
 * moves nothing.
 */
final class OracleTest {
  private static final int BLOCKS = 10;
  private static final int HANDSHAKE_PACKETS = 3;

  /** Two-sided 99 % of the normal distribution. */
  private static final double Z = 2.5758;

  private final PageVersions page = PageVersions.ofSizes(BLOCKS * 512);

  @ParameterizedTest
  @CsvSource({
    "0.01, 0, 30",
    "0.02, 0, 30",
    "0.05, 0, 30",
    "0.01, 1, 30",
    "0.02, 1, 30",
    "0.05, 1, 30",
    "0.05, 2, 30",
    "0.20, 2, 900"
  })
  void failsAsOftenAsArithmeticSaysInASample(
      double loss, int retransmissions, int roundTripMillis) {
    failsAsOftenAsPredicted(loss, retransmissions, roundTripMillis, 5_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 0, 30",
    "0.02, 0, 30",
    "0.05, 0, 30",
    "0.01, 1, 30",
    "0.02, 1, 30",
    "0.05, 1, 30",
    "0.05, 2, 30",
    "0.20, 2, 900"
  })
  @Tag("long")
  @Timeout(600)
  void failsAsOftenAsArithmeticSays(double loss, int retransmissions, int roundTripMillis) {
    failsAsOftenAsPredicted(loss, retransmissions, roundTripMillis, 100_000);
  }

  private void failsAsOftenAsPredicted(
      double loss, int retransmissions, int roundTripMillis, int runs) {
    Duration oneWay = Duration.ofMillis(roundTripMillis).dividedBy(2);
    LinkConditions lossy = LinkConditions.builder().delay(oneWay).loss(loss).build();
    int failures = 0;
    for (int seed = 0; seed < runs; seed++) {
      failures += fails(seed, lossy, retransmissions) ? 1 : 0;
    }
    double attempt = 1 - Math.pow(1 - loss, 2);
    double rate = 1 - Math.pow(1 - Math.pow(attempt, retransmissions + 1), BLOCKS);
    double margin = Z * Math.sqrt(rate * (1 - rate) / runs);
    assertEquals(rate, (double) failures / runs, margin);
  }

  private boolean fails(int seed, LinkConditions lossy, int retransmissions) {
    TransferOutcome outcome =
        TransferSimulation.seeded(seed)
            .pages(page)
            .links(lossy)
            .retries(retransmissions)
            .linger(Duration.ofSeconds(3L * (retransmissions + 1)))
            .script(
                (linkPacket, networkPacket) ->
                    networkPacket < HANDSHAKE_PACKETS ? Fate.DELIVERED : null)
            .run();
    return !outcome.serverReasons().contains(CloseReason.COMPLETED);
  }
}
