package org.anonproxy.cli;

/** Reads an unsigned 32-bit number, such as an initial sequence number, into the bits of an int. */
public final class Unsigned32Converter extends BoundedNumber<Integer> {

  /** Reads from 0 to 4294967295. */
  public Unsigned32Converter() {
    super("an unsigned 32-bit number", 0, 0xFFFF_FFFFL);
  }

  @Override
  public Integer convert(String text) {
    return (int) parse(text);
  }
}
