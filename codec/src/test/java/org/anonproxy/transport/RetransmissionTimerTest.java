package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetransmissionTimerTest {
  private static final long MILLI = 1_000_000L;

  private final RetransmissionTimer timer = new RetransmissionTimer(RetransmissionPolicy.STANDARD);

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 500 * MILLI, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void isDueAfterOneSecondAtFirst(long nowNanos) {
    timer.start(nowNanos);
    assertFalse(timer.isDue(nowNanos));
    assertFalse(timer.isDue(nowNanos + 1000 * MILLI - 1));
    assertTrue(timer.isDue(nowNanos + 1000 * MILLI));
    assertTrue(timer.isDue(nowNanos + 5000 * MILLI));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 10 * MILLI, Long.MIN_VALUE})
  void samplesAcrossTheWrapOfTheClock(long nowNanos) {
    timer.start(nowNanos);
    timer.answered(nowNanos + 400 * MILLI);
    assertEquals(400 * MILLI, timer.rtt().srttNanos());
    assertEquals(1200 * MILLI, timer.rtoNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1500 * MILLI, Long.MIN_VALUE})
  void doublesUpToTheCapAndCountsTheBudget(long nowNanos) {
    timer.start(nowNanos);
    assertFalse(timer.hasRepeated());
    for (long rtoMillis : new long[] {2000, 3000, 3000}) {
      assertTrue(timer.mayRepeat());
      timer.repeat(nowNanos);
      assertTrue(timer.hasRepeated());
      assertEquals(rtoMillis * MILLI, timer.rtoNanos());
      assertEquals(nowNanos + rtoMillis * MILLI, timer.deadlineNanos());
    }
    assertFalse(timer.mayRepeat());
    timer.start(nowNanos);
    assertTrue(timer.mayRepeat(), "afresh for the next packet");
    assertFalse(timer.hasRepeated());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesNoSampleFromPacketSentTwice(boolean byTimer) {
    timer.start(0);
    if (byTimer) {
      timer.repeat(1000 * MILLI);
    } else {
      timer.spoilSample();
    }
    long backedOffNanos = timer.rtoNanos();
    timer.answered(1010 * MILLI);
    assertFalse(timer.rtt().hasSample());
    assertEquals(backedOffNanos, timer.rtoNanos(), "the back-off stays");
    timer.start(1010 * MILLI);
    timer.answered(1020 * MILLI);
    assertEquals(500 * MILLI, timer.rtoNanos(), "until a packet sent once is answered");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 500, 1000, 3000})
  void keepsBetweenFloorAndCap(long floorMillis) {
    RetransmissionTimer bounded =
        new RetransmissionTimer(new RetransmissionPolicy(floorMillis * MILLI, 3));
    assertEquals(Math.max(1000, floorMillis) * MILLI, bounded.rtoNanos());
    bounded.start(0);
    bounded.answered(0);
    assertEquals(Math.max(1, floorMillis) * MILLI, bounded.rtoNanos());
    bounded.start(0);
    bounded.answered(60_000 * MILLI);
    assertEquals(3000 * MILLI, bounded.rtoNanos());
  }
}
