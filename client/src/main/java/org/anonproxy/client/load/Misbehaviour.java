package org.anonproxy.client.load;

import java.time.Duration;

/**
 * Says how many clients behave badly, and how.
 *
 * @param slowShare the share of clients that send every packet late, 0 to 1
 * @param slowBy how late
 * @param abandonShare the share of transfers whose client vanishes on the way without a word
 * @param noFinalAckShare the share of transfers whose last block is never acknowledged
 */
public record Misbehaviour(
    double slowShare, Duration slowBy, double abandonShare, double noFinalAckShare) {
  /** Every client behaves. */
  public static final Misbehaviour NONE = new Misbehaviour(0, Duration.ZERO, 0, 0);

  /** Checks the shares. */
  public Misbehaviour {
    Impairment.checkShare("slow", slowShare);
    Impairment.checkShare("abandon", abandonShare);
    Impairment.checkShare("no-final-ack", noFinalAckShare);
    if (slowBy.isNegative()) {
      throw new IllegalArgumentException("slowness must not be negative");
    }
  }

  /** Tells whether there are clients that end a transfer and do not let the server know. */
  boolean leavesServerWaiting() {
    return abandonShare > 0 || noFinalAckShare > 0;
  }

  /** Tells whether there are clients beside the slow ones, whose latencies are of interest. */
  boolean leavesSomePrompt() {
    return slowShare < 1;
  }
}
