package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class VerdictsTest {
  private static final ContentDigest.Value RIGHT = new ContentDigest.Value(700, 1);
  private static final ContentDigest.Value WRONG = new ContentDigest.Value(700, 2);

  private final ReferenceContent reference = new ReferenceContent();
  private final Verdicts verdicts = new Verdicts(reference);
  private final LoadTally tally = new LoadTally();

  private void assertCounted(long transfers, long mismatches) {
    assertEquals(transfers, tally.transfers());
    assertEquals(mismatches, tally.failures(Failure.CONTENT_MISMATCH));
  }

  @Test
  void waitsForAPageThatTheTesterDidNotTouch() {
    verdicts.judge(WRONG, false, 700, tally);
    verdicts.judge(RIGHT, false, 700, tally);
    verdicts.settle(tally);
    assertCounted(0, 0);
    verdicts.judge(RIGHT, true, 700, tally);
    verdicts.settle(tally);
    assertCounted(2, 1);
    assertFalse(verdicts.settleAll(tally));
  }

  @Test
  void findsNoPageRightWhenThereNeverIsAReference() {
    verdicts.judge(RIGHT, false, 700, tally);
    assertTrue(verdicts.settleAll(tally));
    assertCounted(0, 1);
    assertEquals(700, tally.unsuccessfulBytes());
  }

  @Test
  void takesTheReferenceOfAnotherLoop() {
    verdicts.judge(WRONG, false, 700, tally);
    new Verdicts(reference).judge(RIGHT, true, 700, new LoadTally());
    verdicts.settle(tally);
    assertCounted(0, 1);
  }

  @Test
  void forgetsThePagesOfTheWarmUp() {
    verdicts.judge(RIGHT, false, 700, tally);
    verdicts.forget();
    assertFalse(verdicts.settleAll(tally));
    assertCounted(0, 0);
  }

  @Test
  void keepsNoMoreThanSomeWaiting() {
    for (int page = 0; page < 12_000; page++) {
      verdicts.judge(WRONG, false, 1, tally);
    }
    assertCounted(0, 2_000);
  }
}
