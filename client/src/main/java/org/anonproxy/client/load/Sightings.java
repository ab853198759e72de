package org.anonproxy.client.load;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the packets that were last seen to cross a socket in one direction.
 *
 * <p>A few are enough: with one packet outstanding at a time, what is repeated is the last one, or
 * one of the last if the network delivers it late. They outlive the transfer, so that its last
 * block is known when it comes again.
 *
 * <p>Thread: its loop's.
 */
final class Sightings {
  private static final int REMEMBERED = 4;

  private final Sighting[] last = new Sighting[REMEMBERED];
  private final boolean held;
  private int next;

  /**
   * Creates an empty memory.
   *
   * @param held whether somebody may still hold what was seen when it is forgotten here; otherwise
   *     what takes its place is written over it, and nothing is garbage
   */
  Sightings(boolean held) {
    this.held = held;
  }

  /** Is a packet that was seen, and what became of its first copy. */
  static final class Sighting {
    /** What a datagram's bytes count as. */
    enum Use {
      /** It has not reached its client. */
      NONE,
      /** Its client had no use for it. */
      DISCARDED,
      /** Its client took it. */
      ACCEPTED
    }

    private long numbers;
    private int flags;
    private int bytes;
    private boolean measured;
    private Use use = Use.NONE;

    int bytes() {
      return bytes;
    }

    /** Tells whether its first copy came after the warm-up. */
    boolean isMeasured() {
      return measured;
    }

    Use use() {
      return use;
    }

    void become(Use use) {
      this.use = use;
    }
  }

  /** Returns the packet with this header and length if it was seen before. */
  @Nullable Sighting find(long numbers, int flags, int bytes) {
    for (Sighting seen : last) {
      if (seen != null && seen.numbers == numbers && seen.flags == flags && seen.bytes == bytes) {
        return seen;
      }
    }
    return null;
  }

  /** Remembers a packet in place of the one seen longest ago. */
  Sighting add(long numbers, int flags, int bytes, boolean measured) {
    Sighting seen = last[next];
    if (seen == null || held) {
      seen = new Sighting();
      last[next] = seen;
    }
    next = (next + 1) % REMEMBERED;
    seen.numbers = numbers;
    seen.flags = flags;
    seen.bytes = bytes;
    seen.measured = measured;
    seen.use = Sighting.Use.NONE;
    return seen;
  }
}
