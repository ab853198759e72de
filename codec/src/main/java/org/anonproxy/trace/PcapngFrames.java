package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, any number of interfaces,
 * all three kinds of packet blocks; other blocks are skipped.
 */
final class PcapngFrames implements FrameSource {
  /** Begins every section, whatever its byte order. */
  static final int MAGIC = 0x0A0D_0D0A;

  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int OBSOLETE_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
  private static final int LEAST_SECTION_BYTES = 28;
  private static final int LEAST_BLOCK_BYTES = 12;
  private static final int MAX_INTERFACES = 4096;

  private final CaptureInput in;
  private final List<PcapngInterface> interfaces = new ArrayList<>();

  private PcapngFrames(CaptureInput in) {
    this.in = in;
  }

  /** Begins after the magic. */
  static PcapngFrames open(CaptureInput in) throws IOException {
    PcapngFrames frames = new PcapngFrames(in);
    frames.beginSection();
    return frames;
  }

  private void beginSection() throws IOException {
    ByteBuf start = in.take(8);
    int order = start.getInt(4);
    if (order != BYTE_ORDER_MAGIC && order != Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
      throw new CaptureFormatException("its byte order is not known");
    }
    in.setLittleEndian(order != BYTE_ORDER_MAGIC);
    long length = in.uint32(start, 0);
    requireLength(length, LEAST_SECTION_BYTES);
    int version = in.uint16(in.take(Integer.BYTES), 0);
    if (version != 1) {
      throw new CaptureFormatException("its version is " + version + ", not 1");
    }
    in.skip(length - 20);
    requireSame(length, in.uint32(in.take(Integer.BYTES), 0));
    interfaces.clear();
  }

  private static void requireLength(long length, int least) throws IOException {
    if (length < least || length % Integer.BYTES != 0) {
      throw new CaptureFormatException("a block of " + length + " bytes is in it");
    }
  }

  /** Compares the two lengths of a block, which stand at its ends. */
  private static void requireSame(long length, long again) throws IOException {
    if (length != again) {
      throw new CaptureFormatException("a block has two lengths, " + length + " and " + again);
    }
  }

  @Override
  public @Nullable Frame next() throws IOException {
    while (!in.isAtEnd()) {
      long type = in.uint32(in.take(Integer.BYTES), 0);
      if (type == MAGIC) {
        beginSection();
        continue;
      }
      long length = in.uint32(in.take(Integer.BYTES), 0);
      requireLength(length, LEAST_BLOCK_BYTES);
      Frame frame = isRead(type) ? read(type, length) : skip(length);
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  private static boolean isRead(long type) {
    return type == INTERFACE_DESCRIPTION
        || type == OBSOLETE_PACKET
        || type == SIMPLE_PACKET
        || type == ENHANCED_PACKET;
  }

  private @Nullable Frame skip(long length) throws IOException {
    in.skip(length - LEAST_BLOCK_BYTES);
    requireSame(length, in.uint32(in.take(Integer.BYTES), 0));
    return null;
  }

  private @Nullable Frame read(long type, long length) throws IOException {
    ByteBuf piece = in.take(length - 8);
    int bodyBytes = piece.readableBytes() - Integer.BYTES;
    requireSame(length, in.uint32(piece, bodyBytes));
    ByteBuf body = piece.slice(0, bodyBytes);
    if (type == INTERFACE_DESCRIPTION) {
      addInterface(body);
      return null;
    }
    return type == SIMPLE_PACKET ? simplePacket(body) : packet(type, body);
  }

  private void addInterface(ByteBuf body) throws IOException {
    requireBytes(body, 8);
    if (interfaces.size() == MAX_INTERFACES) {
      throw new CaptureFormatException("more than " + MAX_INTERFACES + " interfaces are in it");
    }
    interfaces.add(PcapngInterface.read(in, body));
  }

  private Frame packet(long type, ByteBuf body) throws IOException {
    requireBytes(body, 20);
    long number = type == ENHANCED_PACKET ? in.uint32(body, 0) : in.uint16(body, 0);
    PcapngInterface from = interfaceOf(number);
    long ticks = in.uint32(body, 4) << Integer.SIZE | in.uint32(body, 8);
    return new Frame(from.linkType(), from.epochNanos(ticks), data(body, 20, in.uint32(body, 12)));
  }

  /** A simple packet has no time; it is of the first interface, whose snap length it obeys. */
  private Frame simplePacket(ByteBuf body) throws IOException {
    requireBytes(body, 4);
    PcapngInterface from = interfaceOf(0);
    long kept = Math.min(in.uint32(body, 0), body.readableBytes() - 4);
    return new Frame(from.linkType(), 0, data(body, 4, Math.min(kept, from.snapLengthBytes())));
  }

  private PcapngInterface interfaceOf(long number) throws IOException {
    if (number >= interfaces.size()) {
      throw new CaptureFormatException("a packet is of interface " + number + ", which is unknown");
    }
    return interfaces.get((int) number);
  }

  private static ByteBuf data(ByteBuf body, int index, long bytes) throws IOException {
    requireBytes(body, index + bytes);
    return body.slice(index, (int) bytes);
  }

  private static void requireBytes(ByteBuf body, long bytes) throws IOException {
    if (body.readableBytes() < bytes) {
      throw new CaptureFormatException("a block is shorter than what is in it");
    }
  }
}
