package org.anonproxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequenceTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, -512})
  void measuresDistanceAcrossEveryWrap(int origin) {
    for (int distance : new int[] {0, 1, 512, Integer.MAX_VALUE, -1, -512, -Integer.MAX_VALUE}) {
      assertEquals(distance, Sequence.distance(origin, origin + distance));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, -300, Integer.MAX_VALUE, Integer.MAX_VALUE - 300})
  void betweenExcludesBothEnds(int low) {
    int high = low + 512;
    assertFalse(Sequence.isBetween(low - 1, low, high));
    assertFalse(Sequence.isBetween(low, low, high));
    assertTrue(Sequence.isBetween(low + 1, low, high));
    assertTrue(Sequence.isBetween(high - 1, low, high));
    assertFalse(Sequence.isBetween(high, low, high));
    assertFalse(Sequence.isBetween(high + 1, low, high));
    assertFalse(Sequence.isBetween(low + Integer.MIN_VALUE, low, high));
  }

  @Test
  void nothingIsBetweenNeighbours() {
    assertFalse(Sequence.isBetween(5, 5, 5));
    assertFalse(Sequence.isBetween(5, 5, 6));
    assertFalse(Sequence.isBetween(6, 5, 6));
  }

  @Test
  void readsAsUnsigned() {
    assertEquals(0, Sequence.toUnsigned(0));
    assertEquals(2_147_483_647L, Sequence.toUnsigned(Integer.MAX_VALUE));
    assertEquals(2_147_483_648L, Sequence.toUnsigned(Integer.MIN_VALUE));
    assertEquals(4_294_967_295L, Sequence.toUnsigned(-1));
  }
}
