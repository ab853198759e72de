package org.anonproxy.client.load;

import java.time.Duration;

/**
 * Says what is done to the tester's own traffic, in each direction on its own: a bad link between
 * every client and the server.
 *
 * @param loss the share of datagrams that are lost, 0 to 1
 * @param duplicate the share that arrive twice
 * @param reorder the share that are held back until the next one in their direction has passed
 * @param corrupt the share in which one bit is flipped
 * @param delay how long every datagram is under way
 * @param jitter the most that is added to the delay, uniformly distributed
 */
public record Impairment(
    double loss,
    double duplicate,
    double reorder,
    double corrupt,
    Duration delay,
    Duration jitter) {
  /**
   * How long a reordered datagram waits at most to be overtaken: about two retransmission timeouts,
   * since a peer that sends one packet at a time sends the next one after its timeout.
   */
  static final Duration LONGEST_REORDERING = Duration.ofSeconds(2);

  /** Leaves everything as it is. */
  public static final Impairment NONE = new Impairment(0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

  /** Checks the shares. */
  public Impairment {
    checkShare("loss", loss);
    checkShare("duplicate", duplicate);
    checkShare("reorder", reorder);
    checkShare("corrupt", corrupt);
    if (delay.isNegative() || jitter.isNegative()) {
      throw new IllegalArgumentException("delay and jitter must not be negative");
    }
  }

  static void checkShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be a share of 0 to 1, not " + share);
    }
  }

  /** Tells whether anything is done at all. */
  public boolean isActive() {
    return !equals(NONE);
  }
}
