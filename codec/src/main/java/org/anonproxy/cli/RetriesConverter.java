package org.anonproxy.cli;

/** Reads how often one packet is sent again: 0 to 64. */
public final class RetriesConverter extends BoundedNumber<Integer> {

  /** Reads from 0 to 64. */
  public RetriesConverter() {
    super("a number of retries", 0, 64);
  }

  @Override
  public Integer convert(String text) {
    return (int) parse(text);
  }
}
