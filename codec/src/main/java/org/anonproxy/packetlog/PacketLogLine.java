package org.anonproxy.packetlog;

import org.anonproxy.wire.Flags;

/** Is what one line tells, in a slot of the queue; it becomes text where it is written. */
final class PacketLogLine {

  private boolean sent;
  private int sequenceNumber;
  private int acknowledgmentNumber;
  private int flags;

  void set(boolean sent, int sequenceNumber, int acknowledgmentNumber, int flags) {
    this.sent = sent;
    this.sequenceNumber = sequenceNumber;
    this.acknowledgmentNumber = acknowledgmentNumber;
    this.flags = flags;
  }

  /** Appends the text, with its line feed. */
  void appendTo(StringBuilder text) {
    text.append(sent ? "SEND " : "RECV ")
        .append(Integer.toUnsignedLong(sequenceNumber))
        .append(' ')
        .append(Integer.toUnsignedLong(acknowledgmentNumber));
    if ((flags & Flags.ACK) != 0) {
      text.append(" ACK");
    }
    if ((flags & Flags.SYN) != 0) {
      text.append(" SYN");
    }
    if ((flags & Flags.FIN) != 0) {
      text.append(" FIN");
    }
    text.append('\n');
  }
}
