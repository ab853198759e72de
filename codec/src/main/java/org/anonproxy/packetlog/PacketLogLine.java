package org.anonproxy.packetlog;

import org.anonproxy.wire.Flags;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ReusableMessage;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.jspecify.annotations.Nullable;

/**
 * Formats one line of the packet log straight into the logger's own text, so that a line costs no
 * object. Each thread reuses one instance; the logger copies the text before {@code log} returns.
 */
@SuppressWarnings("serial") // Log4j messages are serializable; this one never leaves its thread
final class PacketLogLine implements ReusableMessage, StringBuilderFormattable {

  static final String RECEIVED = "RECV ";
  static final String SENT = "SEND ";

  private static final Object[] NO_PARAMETERS = {};

  private String direction = RECEIVED;
  private int sequenceNumber;
  private int acknowledgmentNumber;
  private int flags;

  PacketLogLine with(String direction, int sequenceNumber, int acknowledgmentNumber, int flags) {
    this.direction = direction;
    this.sequenceNumber = sequenceNumber;
    this.acknowledgmentNumber = acknowledgmentNumber;
    this.flags = flags;
    return this;
  }

  @Override
  public void formatTo(StringBuilder line) {
    line.append(direction)
        .append(Integer.toUnsignedLong(sequenceNumber))
        .append(' ')
        .append(Integer.toUnsignedLong(acknowledgmentNumber));
    if ((flags & Flags.ACK) != 0) {
      line.append(" ACK");
    }
    if ((flags & Flags.SYN) != 0) {
      line.append(" SYN");
    }
    if ((flags & Flags.FIN) != 0) {
      line.append(" FIN");
    }
  }

  @Override
  public String getFormattedMessage() {
    StringBuilder line = new StringBuilder();
    formatTo(line);
    return line.toString();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract still
  public @Nullable String getFormat() {
    return null;
  }

  @Override
  public Object[] getParameters() {
    return NO_PARAMETERS;
  }

  @Override
  public @Nullable Throwable getThrowable() {
    return null;
  }

  /** Hands the ring's array back unused: a line has no parameters. */
  @Override
  public Object[] swapParameters(Object[] emptyReplacement) {
    return emptyReplacement;
  }

  @Override
  public short getParameterCount() {
    return 0;
  }

  @Override
  public Message memento() {
    return new SimpleMessage(getFormattedMessage());
  }
}
