package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ChanceTest {
  private static Chance chance(double abandonShare, double noFinalAckShare) {
    return new Chance(
        new Misbehaviour(0, Duration.ZERO, abandonShare, noFinalAckShare), new SplittableRandom(5));
  }

  @Test
  void letsAClientVanishAnywhereInThePageButAtItsEnd() {
    Chance chance = chance(1, 0);
    BitSet places = new BitSet();
    for (int transfer = 0; transfer < 1000; transfer++) {
      chance.next();
      assertTrue(chance.vanishes());
      places.set(chance.blocksBeforeVanishing(20));
    }
    assertEquals(1, places.nextSetBit(0));
    assertEquals(20, places.nextClearBit(1), "1 to 19");
    assertEquals(20, places.length());
  }

  @Test
  void letsAClientVanishAfterSomeBlockWhileTheLengthIsUnknown() {
    Chance chance = chance(1, 0);
    BitSet places = new BitSet();
    for (int transfer = 0; transfer < 1000; transfer++) {
      chance.next();
      places.set(chance.blocksBeforeVanishing(0));
    }
    assertEquals(1, places.nextSetBit(0));
    assertEquals(9, places.length());
  }

  @Test
  void drawsTheSameWhateverTheShares() {
    Chance one = chance(0.5, 0);
    Chance other = chance(0.1, 0.5);
    for (int transfer = 0; transfer < 1000; transfer++) {
      one.next();
      other.next();
      assertTrue(one.vanishes() || !other.vanishes(), "those of the smaller share are among them");
      assertEquals(one.blocksBeforeVanishing(100), other.blocksBeforeVanishing(100));
    }
  }
}
