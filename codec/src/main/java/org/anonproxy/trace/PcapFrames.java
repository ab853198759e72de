package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the classic format of tcpdump (draft-ietf-opsawg-pcap), in either byte order. */
final class PcapFrames implements FrameSource {
  private static final int MICROSECONDS = 0xA1B2_C3D4;
  private static final int NANOSECONDS = 0xA1B2_3C4D;
  private static final int NANOS_PER_MICRO = 1000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final CaptureInput in;
  private final int nanosPerFraction;
  private final int linkType;

  private PcapFrames(CaptureInput in, int nanosPerFraction, int linkType) {
    this.in = in;
    this.nanosPerFraction = nanosPerFraction;
    this.linkType = linkType;
  }

  /** Tells whether a file that begins with these four bytes, read big-endian, has this format. */
  static boolean isMagic(int magic) {
    return isMagicHere(magic) || isMagicHere(Integer.reverseBytes(magic));
  }

  private static boolean isMagicHere(int magic) {
    return magic == MICROSECONDS || magic == NANOSECONDS;
  }

  /** Begins after the magic. */
  static PcapFrames open(CaptureInput in, int magic) throws IOException {
    in.setLittleEndian(!isMagicHere(magic));
    int here = isMagicHere(magic) ? magic : Integer.reverseBytes(magic);
    ByteBuf header = in.take(20);
    int linkType = (int) in.uint32(header, 16) & 0xFFFF;
    return new PcapFrames(in, here == NANOSECONDS ? 1 : NANOS_PER_MICRO, linkType);
  }

  @Override
  public @Nullable Frame next() throws IOException {
    if (in.isAtEnd()) {
      return null;
    }
    ByteBuf header = in.take(16);
    long epochNanos =
        in.uint32(header, 0) * NANOS_PER_SECOND + in.uint32(header, 4) * nanosPerFraction;
    return new Frame(linkType, epochNanos, in.take(in.uint32(header, 8)));
  }
}
