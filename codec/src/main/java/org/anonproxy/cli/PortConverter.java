package org.anonproxy.cli;

/** Reads a UDP port to bind: 0 (any free one) to 65535. */
public class PortConverter extends BoundedNumber<Integer> {

  /** Reads ports from 0 up. */
  public PortConverter() {
    this(0);
  }

  private PortConverter(int minimum) {
    super("a port", minimum, 65_535);
  }

  @Override
  public final Integer convert(String text) {
    return (int) parse(text);
  }

  /** Reads a UDP port to send to: 1 to 65535. */
  public static final class Remote extends PortConverter {

    /** Reads ports from 1 up. */
    public Remote() {
      super(1);
    }
  }
}
