package org.anonproxy.wire;

/**
 * Names the three flag bits of a packet header and tells which combinations are legal.
 *
 * <p>Flags travel as an {@code int} so that the per-packet path neither boxes nor allocates.
 */
public final class Flags {
  /** The acknowledgment number is valid. */
  public static final int ACK = 4;

  /** The packet opens a conversation; it consumes one sequence number. */
  public static final int SYN = 2;

  /** The sender has no more data; in base mode it consumes no sequence number. */
  public static final int FIN = 1;

  /** A server's answer to SYN. */
  public static final int SYN_ACK = SYN | ACK;

  /** A client's answer to the last block. */
  public static final int FIN_ACK = FIN | ACK;

  /** One bit per legal value: ACK, SYN, FIN, ACK+SYN and ACK+FIN. */
  private static final int LEGAL_VALUES =
      1 << ACK | 1 << SYN | 1 << FIN | 1 << SYN_ACK | 1 << FIN_ACK;

  private Flags() {}

  /**
   * Tells whether {@code word}, the third word of a header, is a legal combination with all 29
   * reserved bits zero.
   */
  public static boolean areLegal(int word) {
    return (word & ~7) == 0 && (LEGAL_VALUES & 1 << word) != 0;
  }

  /** Tells whether every bit of {@code wanted} is set in {@code flags}. */
  public static boolean has(int flags, int wanted) {
    return (flags & wanted) == wanted;
  }

  /** Appends the labels of the set flags, each after a space, in the order ACK, SYN, FIN. */
  public static void appendLabels(StringBuilder out, int flags) {
    if (has(flags, ACK)) {
      out.append(" ACK");
    }
    if (has(flags, SYN)) {
      out.append(" SYN");
    }
    if (has(flags, FIN)) {
      out.append(" FIN");
    }
  }
}
