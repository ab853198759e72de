package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads pieces of a file in either byte order, into one buffer that is used again and again. */
final class CaptureInput {
  /** What Wireshark takes for the longest packet, with room for what stands around it. */
  static final int MAX_PIECE_BYTES = (256 << 10) + 4096;

  private final InputStream in;
  private byte[] bytes = new byte[4096];
  private boolean littleEndian;

  CaptureInput(InputStream in) {
    this.in = in;
  }

  void setLittleEndian(boolean littleEndian) {
    this.littleEndian = littleEndian;
  }

  /**
   * Returns the next {@code count} bytes, valid until the next call.
   *
   * @throws EOFException if the file ends before
   * @throws CaptureFormatException if nobody needs that many
   */
  ByteBuf take(long count) throws IOException {
    if (count < 0 || count > MAX_PIECE_BYTES) {
      throw new CaptureFormatException("a block or packet of " + count + " bytes is in it");
    }
    int length = (int) count;
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, Math.min(2 * bytes.length, MAX_PIECE_BYTES))];
    }
    int read = in.readNBytes(bytes, 0, length);
    if (read < length) {
      throw new EOFException();
    }
    return Unpooled.wrappedBuffer(bytes, 0, length);
  }

  void skip(long count) throws IOException {
    in.skipNBytes(count);
  }

  /** Tells whether the file ends here. */
  boolean isAtEnd() throws IOException {
    in.mark(1);
    boolean end = in.read() < 0;
    in.reset();
    return end;
  }

  int uint16(ByteBuf piece, int index) {
    return littleEndian ? piece.getUnsignedShortLE(index) : piece.getUnsignedShort(index);
  }

  long uint32(ByteBuf piece, int index) {
    return littleEndian ? piece.getUnsignedIntLE(index) : piece.getUnsignedInt(index);
  }

  long int64(ByteBuf piece, int index) {
    return littleEndian ? piece.getLongLE(index) : piece.getLong(index);
  }
}
