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
  private int next;

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

    private final long numbers;
    private final int flags;
    private final int bytes;
    private final boolean measured;
    private Use use = Use.NONE;

    private Sighting(long numbers, int flags, int bytes, boolean measured) {
      this.numbers = numbers;
      this.flags = flags;
      this.bytes = bytes;
      this.measured = measured;
    }

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
    Sighting seen = new Sighting(numbers, flags, bytes, measured);
    last[next] = seen;
    next = (next + 1) % REMEMBERED;
    return seen;
  }
}
