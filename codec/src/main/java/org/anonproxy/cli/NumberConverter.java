package org.anonproxy.cli;

/** Reads a whole number from 0 up. */
public class NumberConverter extends BoundedNumber<Integer> {

  /** Reads numbers from 0 up. */
  public NumberConverter() {
    this(0);
  }

  private NumberConverter(int minimum) {
    super("a whole number", minimum, Integer.MAX_VALUE);
  }

  @Override
  public final Integer convert(String text) {
    return (int) parse(text);
  }

  /** Reads a whole number from 1 up. */
  public static final class Positive extends NumberConverter {

    /** Reads numbers from 1 up. */
    public Positive() {
      super(1);
    }
  }
}
