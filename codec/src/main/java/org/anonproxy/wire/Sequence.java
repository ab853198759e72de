package org.anonproxy.wire;

/**
 * Compares sequence numbers modulo 2^32 (RFC 9293, section 3.4).
 *
 * <p>A sequence number is an {@code int} read as unsigned; sums and differences wrap by themselves,
 * so that only comparing and printing need care.
 */
public final class Sequence {
  private Sequence() {}

  /**
   * Returns how far {@code number} lies after {@code origin}, negative when before; the answer is
   * right for distances below 2^31.
   */
  public static int distance(int origin, int number) {
    return number - origin;
  }

  /** Tells whether {@code number} lies strictly between {@code low} and {@code high}. */
  public static boolean isBetween(int number, int low, int high) {
    return distance(low, number) > 0 && distance(number, high) > 0;
  }

  /** Returns {@code number} as the decimal value that people and the packet log use. */
  public static long toUnsigned(int number) {
    return Integer.toUnsignedLong(number);
  }
}
