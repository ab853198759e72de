package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.anonproxy.transport.Link.Fault;
import org.anonproxy.transport.Link.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No number is special: a transfer looks the same from everywhere, packet by packet. */
final class WrapTest {
  private static final int PAGE_BYTES = 2053;

  /** Loses the first block and the second ACK, so that timers work too. */
  private static final Fault LOSSES =
      (direction, index) ->
          (direction == Link.Direction.TO_CLIENT && index == 1)
                  || (direction == Link.Direction.TO_SERVER && index == 3)
              ? List.of()
              : List.of(Duration.ZERO);

  private final Outcome reference = Link.fetch(PAGE_BYTES, LOSSES, 0, 12345, 100);

  static Stream<int[]> numbers() {
    int[] numbers = {
      0, 1, -1, -2, -3, -600, -2053, Integer.MAX_VALUE, Integer.MAX_VALUE - 600, Integer.MIN_VALUE
    };
    return Arrays.stream(numbers)
        .boxed()
        .flatMap(isn -> Arrays.stream(numbers).mapToObj(iss -> new int[] {isn, iss}));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void sequenceNumbersWrapUnnoticed(int[] isnAndIss) {
    int isn = isnAndIss[0];
    int iss = isnAndIss[1];
    Outcome outcome = Link.fetch(PAGE_BYTES, LOSSES, 0, isn, iss);
    assertEquals(reference.receivedHex(), outcome.receivedHex());
    assertEquals(shifted(reference.toServer(), isn - 12345, iss - 100), outcome.toServer());
    assertEquals(shifted(reference.toClient(), iss - 100, isn - 12345), outcome.toClient());
    assertEquals(CloseReason.COMPLETED, outcome.client());
    assertEquals(CloseReason.COMPLETED, outcome.server());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE,
        Long.MAX_VALUE - 5_000_000L,
        Long.MAX_VALUE - 400_000_000L,
        Long.MAX_VALUE - 1_000_000_000L,
        Long.MAX_VALUE - 2_000_000_000L,
        Long.MIN_VALUE,
        -1,
        -500_000_000L
      })
  void clockWrapsUnnoticed(long startNanos) {
    assertEquals(reference, Link.fetch(PAGE_BYTES, LOSSES, startNanos, 12345, 100));
  }

  /** Adds to the numbers; the acknowledgment number of a SYN is always zero. */
  private static List<TestPacket> shifted(List<TestPacket> packets, int bySeq, int byAck) {
    return packets.stream()
        .map(
            packet ->
                new TestPacket(
                    packet.sequenceNumber() + bySeq,
                    packet.flags() == 2 ? 0 : packet.acknowledgmentNumber() + byAck,
                    packet.flags(),
                    packet.payload()))
        .toList();
  }
}
