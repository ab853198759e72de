package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SimulatedRandomTest {
  /** The published values of SplitMix64 for the seed 1234567. */
  private static final String[] PUBLISHED = {
    "6457827717110365317",
    "3203168211198807973",
    "9817491932198370423",
    "4593380528125082431",
    "16408922859458223821"
  };

  @Test
  void givesThePublishedValues() {
    SimulatedRandom random = new SimulatedRandom(1234567);
    for (String value : PUBLISHED) {
      assertEquals(Long.parseUnsignedLong(value), random.nextLong());
    }
  }

  @Test
  void derivesTheOtherDrawsFromTheSameValues() {
    long first = Long.parseUnsignedLong(PUBLISHED[0]);
    assertEquals((int) (first >>> 32), new SimulatedRandom(1234567).nextInt());
    assertEquals((first >>> 1) % 1000, new SimulatedRandom(1234567).below(1000));
    long child = new SimulatedRandom(first).nextLong();
    assertEquals(child, new SimulatedRandom(1234567).split().nextLong());
    double unit = (first >>> 11) * 0x1.0p-53;
    assertTrue(new SimulatedRandom(1234567).chance(Math.nextUp(unit)));
    assertFalse(new SimulatedRandom(1234567).chance(unit));
  }

  @Test
  void drawsNothingForWhatNeverOrAlwaysHappens() {
    SimulatedRandom random = new SimulatedRandom(1234567);
    assertFalse(random.chance(0));
    assertTrue(random.chance(1));
    assertEquals(Long.parseUnsignedLong(PUBLISHED[0]), random.nextLong());
  }

  @Test
  void refusesAnEmptyRange() {
    assertThrows(IllegalArgumentException.class, () -> new SimulatedRandom(0).below(0));
  }
}
