package org.anonproxy.server.page;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;

/**
 * Collects the bytes of a page in one direct buffer that grows no further than the limit.
 *
 * <p>While it grows there are at most two copies in memory; where the length is known beforehand
 * there is one.
 */
final class ContentBuffer {
  private static final int FIRST_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 16 * 1024;

  private final ByteBufAllocator allocator;
  private final int maxBytes;

  ContentBuffer(ByteBufAllocator allocator, int maxBytes) {
    this.allocator = allocator;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads {@code in} to its end, checking the deadline between reads. The caller takes the buffer.
   *
   * @param expectedBytes a hint, negative if there is none
   * @throws PageTooLargeException as soon as there is one byte too many
   */
  ByteBuf read(InputStream in, long expectedBytes, Deadline deadline) throws IOException {
    int firstBytes = (int) Math.min(expectedBytes < 0 ? FIRST_BYTES : expectedBytes, maxBytes);
    ByteBuf content = allocator.directBuffer(firstBytes, maxBytes);
    boolean complete = false;
    try {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int readBytes = in.read(chunk); readBytes >= 0; readBytes = in.read(chunk)) {
        deadline.remainingMillis();
        if (readBytes > maxBytes - content.readableBytes()) {
          throw new PageTooLargeException();
        }
        content.writeBytes(chunk, 0, readBytes);
      }
      content.capacity(content.readableBytes());
      complete = true;
      return content;
    } finally {
      if (!complete) {
        content.release();
      }
    }
  }

  /** Reports that a page is larger than the limit. */
  static final class PageTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
