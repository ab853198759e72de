package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** All values by hand from RFC 6298, section 2, with alpha = 1/8, beta = 1/4 and K = 4. */
final class RttEstimatorTest {
  private static final long MILLI = 1_000_000L;

  private final RttEstimator rtt = new RttEstimator();

  @Test
  void firstSampleIsTheRoundTripAndHalfOfItTheVariation() {
    assertFalse(rtt.hasSample());
    rtt.sample(100 * MILLI);
    assertTrue(rtt.hasSample());
    assertEquals(100 * MILLI, rtt.srttNanos());
    assertEquals(300 * MILLI, rtt.rtoNanos());
  }

  @Test
  void subsequentSamplesAreSmoothedWithTheOldRoundTrip() {
    rtt.sample(100 * MILLI);
    rtt.sample(200 * MILLI);
    // RTTVAR = 3/4 * 50 + 1/4 * |100 - 200| = 62.5, SRTT = 7/8 * 100 + 1/8 * 200 = 112.5.
    assertEquals(112_500_000L, rtt.srttNanos());
    assertEquals(112_500_000L + 4 * 62_500_000L, rtt.rtoNanos());
    rtt.sample(20 * MILLI);
    // RTTVAR = 3/4 * 62.5 + 1/4 * 92.5 = 70, SRTT = 7/8 * 112.5 + 1/8 * 20 = 100.9375.
    assertEquals(100_937_500L, rtt.srttNanos());
    assertEquals(100_937_500L + 4 * 70 * MILLI, rtt.rtoNanos());
  }

  @Test
  void variationNeverFallsBelowTheClockGranularity() {
    for (int i = 0; i < 100; i++) {
      rtt.sample(40 * MILLI);
    }
    assertEquals(40 * MILLI, rtt.srttNanos());
    assertEquals(41 * MILLI, rtt.rtoNanos());
  }

  @Test
  void roundTripOfNoTimeIsRoundTripToo() {
    rtt.sample(0);
    assertEquals(0, rtt.srttNanos());
    assertEquals(MILLI, rtt.rtoNanos());
  }
}
