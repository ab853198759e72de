package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Checks what an initial sequence number proves, and for how long. */
class InitialSequenceNumbersTest {
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final InitialSequenceNumbers keyed =
      new KeyedInitialSequenceNumbers(new SipHash(3, 4), 0);

  @Test
  void provesAHandshakeOfThisAndOfThePreviousMinute() {
    int iss = keyed.issFor(MINUTE_NANOS - 1, 1, 2, 3, 4);
    assertTrue(keyed.proves(0, 1, 2, 3, 4, iss));
    assertTrue(keyed.proves(2 * MINUTE_NANOS - 1, 1, 2, 3, 4, iss));
    assertFalse(keyed.proves(2 * MINUTE_NANOS, 1, 2, 3, 4, iss));
    assertFalse(keyed.proves(-1, 1, 2, 3, 4, iss));
  }

  @Test
  void dependsOnEverythingThatNamesAHandshake() {
    Set<Integer> numbers = new HashSet<>();
    numbers.add(keyed.issFor(0, 1, 2, 3, 4));
    numbers.add(keyed.issFor(0, 9, 2, 3, 4));
    numbers.add(keyed.issFor(0, 1, 9, 3, 4));
    numbers.add(keyed.issFor(0, 1, 2, 9, 4));
    numbers.add(keyed.issFor(0, 1, 2, 3, 9));
    numbers.add(keyed.issFor(MINUTE_NANOS, 1, 2, 3, 4));
    numbers.add(new KeyedInitialSequenceNumbers(new SipHash(3, 5), 0).issFor(0, 1, 2, 3, 4));
    assertEquals(7, numbers.size());
  }

  @Test
  void countsMinutesAcrossTheWrapOfTheClock() {
    long origin = Long.MAX_VALUE - MINUTE_NANOS / 2;
    InitialSequenceNumbers numbers = new KeyedInitialSequenceNumbers(new SipHash(3, 4), origin);
    int iss = numbers.issFor(origin, 1, 2, 3, 4);
    assertTrue(numbers.proves(origin + MINUTE_NANOS, 1, 2, 3, 4, iss));
    assertFalse(numbers.proves(origin + 2 * MINUTE_NANOS, 1, 2, 3, 4, iss));
  }

  @Test
  void remembersWhomItGaveAFixedNumber() {
    InitialSequenceNumbers fixed = new FixedInitialSequenceNumbers(100);
    assertEquals(100, fixed.issFor(0, 1, 2, 3, 4));
    assertTrue(fixed.proves(0, 1, 2, 3, 4, 100));
    assertFalse(fixed.proves(0, 1, 2, 3, 4, 101));
    assertFalse(fixed.proves(0, 1, 2, 3, 5, 100));
  }

  @Test
  void remembersOnlySoManyFixedNumbers() {
    InitialSequenceNumbers fixed = new FixedInitialSequenceNumbers(100);
    for (int irs = 0; irs <= 1024; irs++) {
      fixed.issFor(0, 1, 2, 3, irs);
    }
    assertFalse(fixed.proves(0, 1, 2, 3, 0, 100));
    assertTrue(fixed.proves(0, 1, 2, 3, 1, 100));
  }
}
