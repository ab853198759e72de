package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads frame after frame out of one file format. */
interface FrameSource {
  /**
   * Is what one interface delivered at one time.
   *
   * @param bytes valid until the next frame is read
   */
  record Frame(int linkType, long epochNanos, ByteBuf bytes) {}

  /**
   * Returns the next frame, or null at the end.
   *
   * @throws EOFException if the file ends in the middle of something
   * @throws CaptureFormatException if this is not the format
   */
  @Nullable Frame next() throws IOException;
}
