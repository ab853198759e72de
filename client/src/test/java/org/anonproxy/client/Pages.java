package org.anonproxy.client;

import java.util.Random;

/** Makes pages that show every byte out of place. */
public final class Pages {
  private Pages() {}

  /** Returns {@code length} random bytes, the same ones each time. */
  public static byte[] random(int length) {
    byte[] page = new byte[length];
    new Random(length).nextBytes(page);
    return page;
  }
}
