package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * Knows what the description of an interface says about its packets.
 *
 * @param resolution the option if_tsresol: the negative power of ten, or with the highest bit set
 *     of two, of a second that a stamp counts
 * @param offsetSeconds the option if_tsoffset: what is to be added to each stamp
 * @param snapLengthBytes how much of a packet was kept at most
 */
record PcapngInterface(int linkType, int resolution, long offsetSeconds, long snapLengthBytes) {
  private static final int RESOLUTION_OPTION = 9;
  private static final int OFFSET_OPTION = 14;
  private static final int MICROSECONDS = 6;
  private static final int NANOSECONDS = 9;
  private static final int POWER_OF_TWO = 0x80;
  private static final int MAX_TEN_DIGITS = 18;

  /** Reads the body of an interface description block, at least 8 bytes. */
  static PcapngInterface read(CaptureInput in, ByteBuf body) {
    int resolution = MICROSECONDS;
    long offsetSeconds = 0;
    int at = 8;
    while (at + 4 <= body.readableBytes()) {
      int code = in.uint16(body, at);
      int length = in.uint16(body, at + 2);
      if (code == 0 || at + 4 + length > body.readableBytes()) {
        break;
      }
      if (code == RESOLUTION_OPTION && length >= 1) {
        resolution = body.getUnsignedByte(at + 4);
      } else if (code == OFFSET_OPTION && length >= Long.BYTES) {
        offsetSeconds = in.int64(body, at + 4);
      }
      at += 4 + ((length + 3) & ~3);
    }
    long snapLengthBytes = in.uint32(body, 4);
    return new PcapngInterface(
        in.uint16(body, 0),
        resolution,
        offsetSeconds,
        snapLengthBytes == 0 ? Long.MAX_VALUE : snapLengthBytes);
  }

  /** Returns a stamp in nanoseconds since 1970; one that is beyond all times is some number. */
  long epochNanos(long ticks) {
    return TimeUnit.SECONDS.toNanos(offsetSeconds) + nanos(ticks);
  }

  private long nanos(long ticks) {
    int exponent = resolution & ~POWER_OF_TWO;
    if ((resolution & POWER_OF_TWO) != 0) {
      return ofBinaryFraction(ticks, exponent);
    }
    if (exponent <= NANOSECONDS) {
      return ticks * powerOfTen(NANOSECONDS - exponent);
    }
    int surplus = exponent - NANOSECONDS;
    return surplus > MAX_TEN_DIGITS ? 0 : Long.divideUnsigned(ticks, powerOfTen(surplus));
  }

  private static long ofBinaryFraction(long ticks, int bits) {
    if (bits >= Long.SIZE) {
      return 0;
    }
    long seconds = bits == 0 ? ticks : ticks >>> bits;
    long fraction = ticks & ((1L << bits) - 1);
    return TimeUnit.SECONDS.toNanos(seconds) + (long) (fraction * Math.scalb(1e9, -bits));
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
