package org.anonproxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FlagsTest {
  @Test
  void fiveCombinationsAreLegal() {
    List<Integer> legal =
        IntStream.rangeClosed(-65_536, 65_536).filter(Flags::areLegal).boxed().toList();
    assertEquals(List.of(1, 2, 4, 5, 6), legal);
  }

  @Test
  void everySingleReservedBitIsIllegal() {
    for (int bit = 3; bit < 32; bit++) {
      for (int flags = 0; flags < 8; flags++) {
        assertFalse(Flags.areLegal(flags | 1 << bit), "bit " + bit + " with flags " + flags);
      }
    }
  }

  @Test
  void noRandomWordWithReservedBitsIsLegal() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      int word = random.nextInt();
      assertFalse((word & ~7) != 0 && Flags.areLegal(word), () -> Integer.toHexString(word));
    }
  }

  @Test
  void labelsStandInFixedOrder() {
    assertEquals(" ACK", labels(Flags.ACK));
    assertEquals(" SYN", labels(Flags.SYN));
    assertEquals(" FIN", labels(Flags.FIN));
    assertEquals(" ACK SYN", labels(Flags.SYN_ACK));
    assertEquals(" ACK FIN", labels(Flags.FIN_ACK));
  }

  private static String labels(int flags) {
    StringBuilder out = new StringBuilder();
    Flags.appendLabels(out, flags);
    return out.toString();
  }
}
