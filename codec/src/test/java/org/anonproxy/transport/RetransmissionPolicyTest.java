package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetransmissionPolicyTest {
  @Test
  void standardIsThatOfTheProtocol() {
    assertEquals(500_000_000L, RetransmissionPolicy.STANDARD.minRtoNanos());
    assertEquals(3, RetransmissionPolicy.STANDARD.maxRetransmissions());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void refusesRetransmissionsOutOfRange(int retransmissions) {
    Duration minRto = Duration.ofMillis(500);
    assertThrows(
        IllegalArgumentException.class, () -> RetransmissionPolicy.of(minRto, retransmissions));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 3001})
  void refusesFloorOutOfRange(long millis) {
    Duration minRto = Duration.ofMillis(millis);
    assertThrows(IllegalArgumentException.class, () -> RetransmissionPolicy.of(minRto, 3));
  }

  @Test
  void refusesNegativeLingering() {
    Duration duration = Duration.ofMillis(-1);
    assertThrows(IllegalArgumentException.class, () -> Linger.of(duration));
  }
}
