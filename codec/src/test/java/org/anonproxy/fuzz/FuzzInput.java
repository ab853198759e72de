package org.anonproxy.fuzz;

import java.util.Arrays;

/** Reads decisions out of a fuzzer's bytes, from front to back, and zeros behind their end. */
public final class FuzzInput {
  private final byte[] bytes;
  private int index;

  /** Begins at the first byte. */
  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Tells whether a byte is left. */
  public boolean hasMore() {
    return index < bytes.length;
  }

  /** Returns the next byte, -128 to 127. */
  public byte octet() {
    return hasMore() ? bytes[index++] : 0;
  }

  /** Returns a number from 0 to before {@code bound}, at most 256, out of the next byte. */
  public int below(int bound) {
    return Byte.toUnsignedInt(octet()) % bound;
  }

  /** Tells one of two ways to go. */
  public boolean flip() {
    return (octet() & 1) != 0;
  }

  /** Returns the next two bytes, 0 to 65,535. */
  public int unsignedShort() {
    return Byte.toUnsignedInt(octet()) << 8 | Byte.toUnsignedInt(octet());
  }

  /** Returns the next four bytes. */
  public int word() {
    return unsignedShort() << 16 | unsignedShort();
  }

  /** Returns the next eight bytes. */
  public long longWord() {
    return (long) word() << 32 | Integer.toUnsignedLong(word());
  }

  /** Returns the next {@code length} bytes, fewer at the end. */
  public byte[] take(int length) {
    int end = Math.min(bytes.length, index + length);
    byte[] taken = Arrays.copyOfRange(bytes, index, end);
    index = end;
    return taken;
  }

  /** Returns all the bytes that are left. */
  public byte[] rest() {
    return take(bytes.length - index);
  }
}
