package org.anonproxy.client.load;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * Sums a page up as it arrives: its length and its CRC32C.
 *
 * <p>Thread: one event loop; the scratch space may be shared by all digests of that loop.
 */
final class ContentDigest {
  private final byte[] scratch;
  private final CRC32C crc = new CRC32C();
  private long lengthBytes;

  /** A finished page's length and hash. */
  record Value(long lengthBytes, long crc32c) {}

  /**
   * Creates the digest of nothing.
   *
   * @param scratch room for the longest piece
   */
  ContentDigest(byte[] scratch) {
    this.scratch = scratch;
  }

  /** Adds the readable bytes, which are borrowed and left alone. */
  void update(ByteBuf bytes) {
    int length = bytes.readableBytes();
    bytes.getBytes(bytes.readerIndex(), scratch, 0, length);
    crc.update(scratch, 0, length);
    lengthBytes += length;
  }

  Value value() {
    return new Value(lengthBytes, crc.getValue());
  }
}
