package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.Locale;
import org.anonproxy.wire.Flags;

/**
 * States a packet that a test sends or expects. It is built and taken apart here, word by word, and
 * not by the codec under test.
 *
 * @param payload in hexadecimal
 */
record TestPacket(int sequenceNumber, int acknowledgmentNumber, int flags, String payload) {
  private static final int PRINTED_HEX_DIGITS = 64;

  static TestPacket packet(long sequenceNumber, long acknowledgmentNumber, int flags) {
    return new TestPacket((int) sequenceNumber, (int) acknowledgmentNumber, flags, "");
  }

  static TestPacket syn(long isn) {
    return packet(isn, 0, 2);
  }

  static TestPacket synAck(long sequenceNumber, long acknowledgmentNumber) {
    return packet(sequenceNumber, acknowledgmentNumber, 6);
  }

  static TestPacket ack(long sequenceNumber, long acknowledgmentNumber) {
    return packet(sequenceNumber, acknowledgmentNumber, 4);
  }

  static TestPacket finAck(long sequenceNumber, long acknowledgmentNumber) {
    return packet(sequenceNumber, acknowledgmentNumber, 5);
  }

  static TestPacket data(long sequenceNumber, long acknowledgmentNumber, String payload) {
    return ack(sequenceNumber, acknowledgmentNumber).with(payload);
  }

  static TestPacket fin(long sequenceNumber, long acknowledgmentNumber, String payload) {
    return packet(sequenceNumber, acknowledgmentNumber, 1).with(payload);
  }

  /** Reads a datagram, which is borrowed. */
  static TestPacket of(ByteBuf datagram) {
    int start = datagram.readerIndex();
    return new TestPacket(
        datagram.getInt(start),
        datagram.getInt(start + 4),
        datagram.getInt(start + 8),
        ByteBufUtil.hexDump(datagram, start + 12, datagram.readableBytes() - 12));
  }

  TestPacket with(String newPayload) {
    return new TestPacket(sequenceNumber, acknowledgmentNumber, flags, newPayload);
  }

  TestPacket with(int newFlags) {
    return new TestPacket(sequenceNumber, acknowledgmentNumber, newFlags, payload);
  }

  TestPacket withSequenceNumber(int newSequenceNumber) {
    return new TestPacket(newSequenceNumber, acknowledgmentNumber, flags, payload);
  }

  int payloadLength() {
    return payload.length() / 2;
  }

  /** Tells whether it carries a block, be it an empty last one. */
  boolean carriesBlock() {
    return payloadLength() > 0 || flags == Flags.FIN;
  }

  /** Makes the datagram, which the caller takes. */
  ByteBuf datagram(ByteBufAllocator allocator) {
    return allocator
        .directBuffer(12 + payloadLength())
        .writeInt(sequenceNumber)
        .writeInt(acknowledgmentNumber)
        .writeInt(flags)
        .writeBytes(HexFormat.of().parseHex(payload));
  }

  /** Returns the datagram in hexadecimal: three words, and the payload if there is one. */
  String hex() {
    String words =
        String.format(Locale.ROOT, "%08x %08x %08x", sequenceNumber, acknowledgmentNumber, flags);
    return payload.isEmpty() ? words : words + " " + payload;
  }

  /** Returns the packet as the packet log has it behind SEND or RECV. */
  String logged() {
    return Integer.toUnsignedString(sequenceNumber)
        + " "
        + Integer.toUnsignedString(acknowledgmentNumber)
        + ((flags & 4) != 0 ? " ACK" : "")
        + ((flags & 2) != 0 ? " SYN" : "")
        + ((flags & 1) != 0 ? " FIN" : "");
  }

  @Override
  public String toString() {
    String shown =
        payload.length() <= PRINTED_HEX_DIGITS
            ? payload
            : payload.substring(0, PRINTED_HEX_DIGITS) + "...";
    return logged() + (payload.isEmpty() ? "" : " [" + payloadLength() + " bytes: " + shown + "]");
  }
}
