package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.anonproxy.transport.Link.Direction;
import org.anonproxy.transport.Link.Fault;
import org.anonproxy.transport.Link.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SingleFaultTest {
  private static final int PAGE_BYTES = 1029;
  private static final int BLOCKS = 3;

  /** SYN, third packet, two ACKs and FIN|ACK; a fault makes some more, which it may hit too. */
  private static final int CLIENT_PACKETS = BLOCKS + 2;

  private static final int SERVER_PACKETS = BLOCKS + 1;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 511, 512, 513, 1024, 1029, 65_536})
  void cleanTransferTakesOnePacketPerBlockEachWay(int pageBytes) {
    Outcome outcome = Link.fetch(pageBytes, Fault.NONE);
    int blocks = Math.max(1, (pageBytes + 511) / 512);
    assertEquals(TestPage.hex(0, pageBytes), outcome.receivedHex());
    assertEquals(CloseReason.COMPLETED, outcome.client());
    assertEquals(CloseReason.COMPLETED, outcome.server());
    assertEquals(blocks + 2, outcome.toServer().size());
    assertEquals(blocks + 1, outcome.toClient().size());
  }

  @Test
  void everySingleLossIsRepaired() {
    forEveryPacket(List.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 25, 400, 700, 1500, 4000})
  void everySingleRepetitionIsHarmless(long delayMillis) {
    forEveryPacket(List.of(Duration.ZERO, Duration.ofMillis(delayMillis)));
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 400, 600, 1200, 2500, 5000, 9000})
  void everySingleDelayIsSurvived(long delayMillis) {
    forEveryPacket(List.of(Duration.ofMillis(delayMillis)));
  }

  @Test
  void everyPairOfLossesIsRepaired() {
    for (int first = 0; first < CLIENT_PACKETS + SERVER_PACKETS; first++) {
      for (int second = 0; second < CLIENT_PACKETS + SERVER_PACKETS + 2; second++) {
        int one = first;
        int other = second;
        Fault fault =
            (direction, index) -> {
              int number = direction == Direction.TO_SERVER ? 2 * index : 2 * index + 1;
              return number == one || number == other ? List.of() : List.of(Duration.ZERO);
            };
        expectDelivered(Link.fetch(PAGE_BYTES, fault), "packets " + one + " and " + other);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5, 15, 25, 300})
  void repetitionOfEveryPacketCausesNoMoreData(long delayMillis) {
    List<Duration> twice = List.of(Duration.ZERO, Duration.ofMillis(delayMillis));
    for (int pageBytes : new int[] {0, 5, 512, 1029, 51_200}) {
      Outcome outcome = Link.fetch(pageBytes, (direction, index) -> twice);
      int blocks = Math.max(1, (pageBytes + 511) / 512);
      assertEquals(TestPage.hex(0, pageBytes), outcome.receivedHex());
      assertEquals(blocks, outcome.dataPackets(), "page of " + pageBytes + " bytes");
      assertEquals(CloseReason.COMPLETED, outcome.client());
      assertEquals(CloseReason.COMPLETED, outcome.server());
    }
  }

  @Test
  void lossOfEverySecondPacketIsRepaired() {
    Outcome outcome =
        Link.fetch(
            PAGE_BYTES, (direction, index) -> index % 2 == 0 ? List.of() : List.of(Duration.ZERO));
    expectDelivered(outcome, "every second packet lost");
    assertTrue(outcome.dataPackets() > BLOCKS, "there was something to repair");
  }

  @Test
  void serverThatDiesIsLeftWithinTheBudget() {
    for (int last = 0; last < SERVER_PACKETS; last++) {
      int alive = last;
      Outcome outcome =
          Link.fetch(
              PAGE_BYTES,
              (direction, index) ->
                  direction == Direction.TO_CLIENT && index >= alive
                      ? List.of()
                      : List.of(Duration.ZERO));
      CloseReason expected = alive == 0 ? CloseReason.HANDSHAKE_TIMEOUT : CloseReason.PEER_SILENT;
      assertEquals(expected, outcome.client(), "alive for " + alive + " packets");
    }
  }

  @Test
  void clientThatDiesIsLeftWithinTheBudget() {
    List<CloseReason> expected =
        List.of(
            CloseReason.HANDSHAKE_TIMEOUT,
            CloseReason.PEER_SILENT,
            CloseReason.PEER_SILENT,
            CloseReason.UNCONFIRMED);
    for (int last = 1; last < CLIENT_PACKETS; last++) {
      int alive = last;
      Outcome outcome =
          Link.fetch(
              PAGE_BYTES,
              (direction, index) ->
                  direction == Direction.TO_SERVER && index >= alive
                      ? List.of()
                      : List.of(Duration.ZERO));
      assertEquals(expected.get(alive - 1), outcome.server(), "alive for " + alive + " packets");
    }
  }

  private static void forEveryPacket(List<Duration> copies) {
    for (Direction direction : Direction.values()) {
      int packets = direction == Direction.TO_SERVER ? CLIENT_PACKETS : SERVER_PACKETS;
      for (int index = 0; index < packets; index++) {
        int hit = index;
        Fault fault =
            (way, number) -> way == direction && number == hit ? copies : List.of(Duration.ZERO);
        expectDelivered(Link.fetch(PAGE_BYTES, fault), direction + " " + index + ": " + copies);
      }
    }
  }

  private static void expectDelivered(Outcome outcome, String what) {
    assertEquals(TestPage.hex(0, PAGE_BYTES), outcome.receivedHex(), what);
    assertEquals(CloseReason.COMPLETED, outcome.client(), what);
    assertTrue(
        outcome.server() == CloseReason.COMPLETED || outcome.server() == CloseReason.UNCONFIRMED,
        what + ": " + outcome.server());
  }
}
