package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class FairnessTest {
  @Test
  void isOneWhenAllGotTheSame() {
    Fairness one = Fairness.NONE.plusClient(7).plusClient(7);
    Fairness other = Fairness.NONE.plusClient(7);
    assertEquals(1, one.plus(other).jainIndex(), 1e-12);
  }

  @Test
  void isTheShareOfClientsThatGotEverything() {
    assertEquals(
        0.25,
        Fairness.NONE.plusClient(9).plusClient(0).plusClient(0).plusClient(0).jainIndex(),
        1e-12);
  }

  @Test
  void isNoNumberWhenNobodyGotAnything() {
    assertTrue(Double.isNaN(Fairness.NONE.plusClient(0).jainIndex()));
  }
}
