package org.anonproxy.server.soak;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes up the versions of a page. Each is known by its bytes alone: it begins with its number, and
 * all else follows from that, the length too. Every tenth is the number only: a byte or two.
 */
final class PageVersion {
  /** What numbers nothing. */
  static final int NONE = 0;

  private static final int NUMBER_BYTES = 4;
  private static final int TINY_EVERY = 10;
  private static final int BLOCK_BYTES = 512;
  private static final int MAX_BLOCKS = 400;
  private static final int WHOLE_BLOCKS_EVERY = 7;

  private PageVersion() {}

  /**
   * Returns the page of a version.
   *
   * @param number from 1 to 65,535, which takes more than half a day
   */
  static byte[] content(int number) {
    return number % TINY_EVERY == 0 ? tiny(number) : full(number);
  }

  private static byte[] tiny(int number) {
    return number < 256
        ? new byte[] {(byte) number}
        : new byte[] {(byte) (number >> 8), (byte) number};
  }

  private static byte[] full(int number) {
    SplittableRandom random = new SplittableRandom(number);
    // Up to 200 KiB, many of them small, some of whole blocks.
    int maxBytes = BLOCK_BYTES * (1 + random.nextInt(MAX_BLOCKS));
    int bytes =
        number % WHOLE_BLOCKS_EVERY == 0 ? maxBytes : NUMBER_BYTES + random.nextInt(maxBytes - 3);
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    ByteBuffer.wrap(content).putInt(number);
    return content;
  }

  /** Returns the version of which {@code page} is every byte, {@link #NONE} if there is none. */
  static int numberOf(byte[] page) {
    ByteBuffer bytes = ByteBuffer.wrap(page);
    int number =
        switch (page.length) {
          case 0, 3 -> NONE;
          case 1 -> bytes.get() & 0xff;
          case 2 -> bytes.getShort() & 0xffff;
          default -> bytes.getInt();
        };
    return number > 0 && number < 1 << 16 && Arrays.equals(page, content(number)) ? number : NONE;
  }
}
