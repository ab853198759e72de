package org.anonproxy.client.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges the pages of one loop by comparing them with the reference. While there is none, since the
 * tester itself corrupted something of every page so far, verdicts wait; a page that still waits at
 * the end of the test has not been found right.
 *
 * <p>Thread: the loop's.
 */
final class Verdicts {
  /** How many pages wait for a reference at most. */
  private static final int MAX_WAITING = 10_000;

  private final ReferenceContent reference;
  private final List<Page> waiting = new ArrayList<>();

  private record Page(ContentDigest.Value content, long measuredBytes) {}

  Verdicts(ReferenceContent reference) {
    this.reference = reference;
  }

  /**
   * Counts a page as right or wrong, now or later.
   *
   * @param trusted whether it can be the reference: not if the tester corrupted it on the way
   * @param measuredBytes how much of it arrived during the measurement
   */
  void judge(ContentDigest.Value content, boolean trusted, long measuredBytes, LoadTally tally) {
    if (trusted) {
      reference.propose(content);
    }
    Page page = new Page(content, measuredBytes);
    if (reference.isKnown() || waiting.size() == MAX_WAITING) {
      count(page, tally);
    } else {
      waiting.add(page);
    }
  }

  /** Judges the pages that wait, if there is a reference by now. */
  void settle(LoadTally tally) {
    if (reference.isKnown()) {
      settleAll(tally);
    }
  }

  /**
   * Judges all pages that wait.
   *
   * @return whether there were any
   */
  boolean settleAll(LoadTally tally) {
    boolean any = !waiting.isEmpty();
    waiting.forEach(page -> count(page, tally));
    waiting.clear();
    return any;
  }

  /** Forgets the pages that wait. */
  void forget() {
    waiting.clear();
  }

  private void count(Page page, LoadTally tally) {
    if (reference.matches(page.content())) {
      tally.complete(page.measuredBytes());
    } else {
      tally.fail(Failure.CONTENT_MISMATCH, page.measuredBytes());
    }
  }
}
