package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.function.Consumer;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.anonproxy.wire.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * Draws a conversation as the protocol document does: the server's column left, the client's right,
 * an arrow for each packet, and behind it the time since the first one and what is in it.
 */
public final class SequenceDiagram {
  private static final int LEAST_NUMBER_CHARS = 5;
  private static final int LEAST_INNER_CHARS = 43;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Conversation conversation;
  private final Consumer<String> lines;
  private final int numberChars;
  private final int innerChars;
  private @Nullable Seen lastOfServer;
  private @Nullable Seen lastOfClient;

  /** What makes a packet the same as another. */
  private record Seen(int sequenceNumber, int acknowledgmentNumber, int flags, int lengthBytes) {}

  /** Creates the drawing of one conversation, which hands on line after line. */
  public SequenceDiagram(Conversation conversation, Consumer<String> lines) {
    this.conversation = conversation;
    this.lines = lines;
    numberChars = Math.max(LEAST_NUMBER_CHARS, conversation.widestNumberChars());
    // seq=, ack=, two numbers, three flags and what stands between them
    innerChars = Math.max(LEAST_INNER_CHARS, 3 + 4 + 1 + 4 + 1 + 11 + 1 + 2 * numberChars);
  }

  /** Draws the heads of the columns. */
  public void begin() {
    lines.accept(" server" + " ".repeat(innerChars - 5) + "client");
  }

  /** Draws a datagram, if it belongs to the conversation. */
  public void add(CapturedUdp datagram) {
    if (Conversations.isPartOf(conversation, datagram)) {
      boolean byServer = datagram.source().equals(conversation.server());
      ByteBuf payload = datagram.payload();
      boolean wellFormed = PacketHeader.isWellFormed(payload);
      String text = wellFormed ? text(payload) : "   malformed";
      String remark = remark(datagram, wellFormed, byServer);
      lines.accept("   |" + padded(text) + "|   " + remark);
      String shaft = "-".repeat(innerChars - 3);
      lines.accept("   | " + (byServer ? shaft + ">" : "<" + shaft) + " |");
    }
  }

  private String text(ByteBuf packet) {
    StringBuilder flags = new StringBuilder();
    Flags.appendLabels(flags, PacketHeader.flags(packet));
    return "   seq="
        + number(PacketHeader.sequenceNumber(packet))
        + " ack="
        + number(PacketHeader.acknowledgmentNumber(packet))
        + flags;
  }

  private String number(int number) {
    String digits = Long.toString(Sequence.toUnsigned(number));
    return digits + " ".repeat(numberChars - digits.length());
  }

  private String padded(String text) {
    return text + " ".repeat(innerChars - text.length());
  }

  private String remark(CapturedUdp datagram, boolean wellFormed, boolean byServer) {
    double seconds = (datagram.epochNanos() - conversation.firstEpochNanos()) / NANOS_PER_SECOND;
    StringBuilder remark = new StringBuilder(String.format(Locale.ROOT, "%.6f s", seconds));
    int payloadBytes =
        wellFormed ? datagram.lengthBytes() - PacketHeader.LENGTH_BYTES : datagram.lengthBytes();
    if (payloadBytes > 0) {
      remark.append(", ").append(payloadBytes).append(payloadBytes == 1 ? " byte" : " bytes");
    }
    if (wellFormed && isRepeated(seen(datagram), byServer)) {
      remark.append(", again");
    }
    return remark.toString();
  }

  private static Seen seen(CapturedUdp datagram) {
    ByteBuf packet = datagram.payload();
    return new Seen(
        PacketHeader.sequenceNumber(packet),
        PacketHeader.acknowledgmentNumber(packet),
        PacketHeader.flags(packet),
        datagram.lengthBytes());
  }

  /** Tells whether this end's packet before was the same. */
  private boolean isRepeated(Seen packet, boolean byServer) {
    Seen before = byServer ? lastOfServer : lastOfClient;
    if (byServer) {
      lastOfServer = packet;
    } else {
      lastOfClient = packet;
    }
    return packet.equals(before);
  }
}
