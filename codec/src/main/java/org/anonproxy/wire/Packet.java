package org.anonproxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Carries one decoded datagram: its header fields and, as content, its payload.
 *
 * <p>A packet owns its payload: creating one takes the buffer, releasing the packet releases it.
 * The programs' own per-packet path reads headers in place instead ({@link PacketHeader}); this
 * type is for pipelines that would rather handle objects.
 */
public final class Packet extends DefaultByteBufHolder {
  private final int sequenceNumber;
  private final int acknowledgmentNumber;
  private final int flags;

  /**
   * Creates a packet that takes {@code payload}.
   *
   * @throws IllegalArgumentException if {@code flags} is not a legal combination
   */
  public Packet(int sequenceNumber, int acknowledgmentNumber, int flags, ByteBuf payload) {
    super(payload);
    if (!Flags.areLegal(flags)) {
      throw new IllegalArgumentException("flags " + flags + " are not a legal combination");
    }
    this.sequenceNumber = sequenceNumber;
    this.acknowledgmentNumber = acknowledgmentNumber;
    this.flags = flags;
  }

  /**
   * Decodes {@code datagram}, which is borrowed; the packet's payload is a retained slice of it.
   *
   * @throws IllegalArgumentException if the datagram is not {@linkplain PacketHeader#isWellFormed
   *     well-formed}, which the caller checks first
   */
  public static Packet decode(ByteBuf datagram) {
    if (!PacketHeader.isWellFormed(datagram)) {
      throw new IllegalArgumentException(
          "malformed datagram of " + datagram.readableBytes() + " bytes");
    }
    return new Packet(
        PacketHeader.sequenceNumber(datagram),
        PacketHeader.acknowledgmentNumber(datagram),
        PacketHeader.flags(datagram),
        datagram.retainedSlice(
            datagram.readerIndex() + PacketHeader.LENGTH_BYTES,
            PacketHeader.payloadLength(datagram)));
  }

  /** Appends this packet's header and payload to {@code out}; the payload stays the packet's. */
  public void encode(ByteBuf out) {
    PacketHeader.write(out, sequenceNumber, acknowledgmentNumber, flags);
    out.writeBytes(content(), content().readerIndex(), content().readableBytes());
  }

  /** Returns the sequence number, to be read as unsigned. */
  public int sequenceNumber() {
    return sequenceNumber;
  }

  /** Returns the acknowledgment number, to be read as unsigned; meaningful with the A flag. */
  public int acknowledgmentNumber() {
    return acknowledgmentNumber;
  }

  /** Returns the flags, a legal combination of the constants in {@link Flags}. */
  public int flags() {
    return flags;
  }

  @Override
  public Packet replace(ByteBuf content) {
    return new Packet(sequenceNumber, acknowledgmentNumber, flags, content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packet that
        && sequenceNumber == that.sequenceNumber
        && acknowledgmentNumber == that.acknowledgmentNumber
        && flags == that.flags
        && content().equals(that.content());
  }

  @Override
  public int hashCode() {
    int hash = 31 * (31 * sequenceNumber + acknowledgmentNumber) + flags;
    return 31 * hash + content().hashCode();
  }

  /** Prints the packet as the packet log does, followed by the payload in hexadecimal. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(Sequence.toUnsigned(sequenceNumber)).append(' ');
    text.append(Sequence.toUnsigned(acknowledgmentNumber));
    Flags.appendLabels(text, flags);
    return refCnt() == 0
        ? text + " (released)"
        : text + " [" + ByteBufUtil.hexDump(content()) + "]";
  }
}
