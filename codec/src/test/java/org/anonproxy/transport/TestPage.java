package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HexFormat;

/**
 * Makes the pages of the tests and of the vectors: byte i is i modulo 251, a prime, so that no two
 * blocks look alike.
 */
final class TestPage {
  private TestPage() {}

  /** Returns the page's bytes from offset {@code start} to before {@code end} in hexadecimal. */
  static String hex(int start, int end) {
    byte[] bytes = new byte[end - start];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((start + i) % 251);
    }
    return HexFormat.of().formatHex(bytes);
  }

  /** Makes a page of {@code length} bytes, which the caller takes. */
  static ByteBuf of(ByteBufAllocator allocator, int length) {
    ByteBuf page = allocator.directBuffer(length);
    for (int i = 0; i < length; i++) {
      page.writeByte(i % 251);
    }
    return page;
  }
}
