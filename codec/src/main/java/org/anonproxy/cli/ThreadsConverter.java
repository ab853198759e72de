package org.anonproxy.cli;

/** Reads a number of threads, each of which costs memory and descriptors: 1 to 256. */
public final class ThreadsConverter extends BoundedNumber<Integer> {

  /** Reads from 1 to 256. */
  public ThreadsConverter() {
    super("a number of threads", 1, 256);
  }

  @Override
  public Integer convert(String text) {
    return (int) parse(text);
  }
}
