package org.anonproxy.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * Writes the blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian, with one interface
 * of raw IP and stamps in nanoseconds.
 */
final class PcapngBlocks {
  /** The length of a statistics block with its options. */
  static final int STATISTICS_BYTES = 20 + 4 * 12 + 4 + 4;

  /** The link type of packets that begin with their IP header. */
  private static final int LINKTYPE_RAW = 101;

  private static final int SECTION_HEADER = 0x0A0D_0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
  private static final int MAX_OPTION_BYTES = 1024;
  private static final int PACKET_FRAME_BYTES = 32 + 8 + 4;
  private static final int DROP_COUNT_BYTES = 12;
  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;

  private PcapngBlocks() {}

  /** Begins a file: the section's header and the one interface. */
  static void writeHead(ByteBuf out, CaptureSource source, int snapLengthBytes) {
    int section = begin(out, SECTION_HEADER);
    out.writeIntLE(BYTE_ORDER_MAGIC);
    out.writeShortLE(1);
    out.writeShortLE(0);
    out.writeLongLE(-1); // the section's length: to the end of the file
    writeOption(out, 2, System.getProperty("os.arch", ""));
    writeOption(out, 3, operatingSystem());
    writeOption(out, 4, source.application());
    endOptions(out);
    end(out, section);

    int description = begin(out, INTERFACE_DESCRIPTION);
    out.writeShortLE(LINKTYPE_RAW);
    out.writeShortLE(0);
    out.writeIntLE(snapLengthBytes + IpPacket.MAX_HEADER_BYTES);
    writeOption(out, 2, source.interfaceName());
    writeOption(out, 3, "datagrams as the program's UDP sockets see them");
    writeOption(out, 9, new byte[] {9}); // stamps count nanoseconds
    writeOption(out, 11, ('\0' + source.filter()).getBytes(UTF_8)); // a libpcap filter
    writeOption(out, 12, operatingSystem());
    endOptions(out);
    end(out, description);
  }

  private static String operatingSystem() {
    return System.getProperty("os.name", "") + " " + System.getProperty("os.version", "");
  }

  /** Returns a length that the packet block of {@code datagram} does not exceed. */
  static int maxPacketBytes(CapturedDatagram datagram) {
    return PACKET_FRAME_BYTES
        + DROP_COUNT_BYTES
        + IpPacket.MAX_HEADER_BYTES
        + padded(datagram.payload().remaining());
  }

  /**
   * Writes a datagram with its headers as an enhanced packet block.
   *
   * @param local the local address, if need be found out
   * @param lostBefore how many datagrams are missing between this one and the one before
   */
  static void writePacket(
      ByteBuf out,
      CapturedDatagram datagram,
      InetSocketAddress local,
      long epochNanos,
      long lostBefore) {
    int headerBytes = IpPacket.headerBytes(local.getAddress());
    int keptBytes = headerBytes + datagram.payload().remaining();
    int block = begin(out, ENHANCED_PACKET);
    out.writeIntLE(0);
    out.writeIntLE((int) (epochNanos >>> Integer.SIZE));
    out.writeIntLE((int) epochNanos);
    out.writeIntLE(keptBytes);
    out.writeIntLE(headerBytes + datagram.lengthBytes());
    writeIpPacket(out, datagram, local);
    out.writeZero(padded(keptBytes) - keptBytes);
    out.writeShortLE(2).writeShortLE(Integer.BYTES);
    out.writeIntLE(datagram.isOutbound() ? OUTBOUND : INBOUND);
    if (lostBefore > 0) {
      writeCounter(out, 4, lostBefore);
    }
    endOptions(out);
    end(out, block);
  }

  private static void writeIpPacket(
      ByteBuf out, CapturedDatagram datagram, InetSocketAddress local) {
    int start = out.writerIndex();
    InetSocketAddress source = datagram.isOutbound() ? local : datagram.remote();
    InetSocketAddress destination = datagram.isOutbound() ? datagram.remote() : local;
    IpPacket.writeHeaders(out, source, destination, datagram.lengthBytes());
    boolean whole = datagram.payload().remaining() == datagram.lengthBytes();
    out.writeBytes(datagram.payload());
    if (whole) {
      IpPacket.completeChecksum(out, start);
    }
  }

  /**
   * Writes how many datagrams were seen and lost since the capture began, {@code STATISTICS_BYTES}
   * long.
   */
  static void writeStatistics(
      ByteBuf out, long startEpochNanos, long epochNanos, long written, long lost) {
    int block = begin(out, INTERFACE_STATISTICS);
    out.writeIntLE(0);
    out.writeIntLE((int) (epochNanos >>> Integer.SIZE));
    out.writeIntLE((int) epochNanos);
    writeStamp(out, 2, startEpochNanos);
    writeStamp(out, 3, epochNanos);
    writeCounter(out, 4, written + lost);
    writeCounter(out, 5, lost);
    endOptions(out);
    end(out, block);
  }

  private static int begin(ByteBuf out, int type) {
    int start = out.writerIndex();
    out.writeIntLE(type).writeIntLE(0);
    return start;
  }

  /** Fills in the block's length, which stands at both of its ends. */
  private static void end(ByteBuf out, int start) {
    int bytes = out.writerIndex() + Integer.BYTES - start;
    out.setIntLE(start + Integer.BYTES, bytes);
    out.writeIntLE(bytes);
  }

  private static void writeOption(ByteBuf out, int code, String text) {
    writeOption(out, code, text.getBytes(UTF_8));
  }

  private static void writeOption(ByteBuf out, int code, byte[] value) {
    int bytes = Math.min(value.length, MAX_OPTION_BYTES);
    out.writeShortLE(code).writeShortLE(bytes).writeBytes(value, 0, bytes);
    out.writeZero(padded(bytes) - bytes);
  }

  private static void writeCounter(ByteBuf out, int code, long value) {
    out.writeShortLE(code).writeShortLE(Long.BYTES).writeLongLE(value);
  }

  private static void writeStamp(ByteBuf out, int code, long epochNanos) {
    out.writeShortLE(code).writeShortLE(Long.BYTES);
    out.writeIntLE((int) (epochNanos >>> Integer.SIZE)).writeIntLE((int) epochNanos);
  }

  private static void endOptions(ByteBuf out) {
    out.writeIntLE(0);
  }

  private static int padded(int bytes) {
    return bytes + 3 & ~3;
  }
}
