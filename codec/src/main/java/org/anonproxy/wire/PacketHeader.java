package org.anonproxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads and writes the 12-byte packet header in place: sequence number, acknowledgment number, and
 * a word of 29 zero bits and the A, S and F flags, all big-endian.
 *
 * <p>Every method works at the buffer's reader index and moves no index unless it says so, borrows
 * the buffer, and allocates nothing. The readers require a datagram that {@link #isWellFormed} has
 * accepted.
 */
public final class PacketHeader {
  /** The bytes of a header. */
  public static final int LENGTH_BYTES = 12;

  private static final int ACKNOWLEDGMENT_OFFSET = 4;
  private static final int FLAGS_OFFSET = 8;

  private PacketHeader() {}

  /**
   * Tells whether {@code datagram} begins with a header: long enough, reserved bits zero, flags
   * legal. Anything else is malformed: to be counted and dropped, never answered.
   */
  public static boolean isWellFormed(ByteBuf datagram) {
    return datagram.readableBytes() >= LENGTH_BYTES
        && Flags.areLegal(datagram.getInt(datagram.readerIndex() + FLAGS_OFFSET));
  }

  /** Returns the sequence number, to be read as unsigned. */
  public static int sequenceNumber(ByteBuf datagram) {
    return datagram.getInt(datagram.readerIndex());
  }

  /** Returns the acknowledgment number, to be read as unsigned; meaningful with the A flag. */
  public static int acknowledgmentNumber(ByteBuf datagram) {
    return datagram.getInt(datagram.readerIndex() + ACKNOWLEDGMENT_OFFSET);
  }

  /** Returns the flags, a legal combination of the constants in {@link Flags}. */
  public static int flags(ByteBuf datagram) {
    return datagram.getInt(datagram.readerIndex() + FLAGS_OFFSET);
  }

  /** Returns the number of bytes behind the header. */
  public static int payloadLength(ByteBuf datagram) {
    return datagram.readableBytes() - LENGTH_BYTES;
  }

  /**
   * Appends a header to {@code out} and moves its writer index by {@value #LENGTH_BYTES}.
   *
   * @throws IllegalArgumentException if {@code flags} is not a legal combination
   */
  public static void write(ByteBuf out, int sequenceNumber, int acknowledgmentNumber, int flags) {
    if (!Flags.areLegal(flags)) {
      throw new IllegalArgumentException("flags " + flags + " are not a legal combination");
    }
    out.writeInt(sequenceNumber).writeInt(acknowledgmentNumber).writeInt(flags);
  }
}
