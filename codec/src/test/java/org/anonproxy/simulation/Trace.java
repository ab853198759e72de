package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.anonproxy.wire.Sequence;

/**
 * Records what happened: all of it in a hash, the last lines in full. Lines are put into words only
 * when somebody reads them.
 */
public final class Trace {
  private static final int LINES = 64;
  private static final int MALFORMED = -1;
  private static final int NO_PACKET = -2;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Line[] lines = new Line[LINES];
  private long count;
  private long hash;

  Trace() {
    for (int i = 0; i < LINES; i++) {
      lines[i] = new Line();
    }
  }

  /** Returns a number that two runs share if and only if, in all probability, they are the same. */
  public long hash() {
    return hash;
  }

  /** Returns how many lines there have been. */
  public long count() {
    return count;
  }

  void packet(long elapsedNanos, String what, Node from, Node to, ByteBuf datagram) {
    Line line = next(elapsedNanos, what, from, to);
    line.bytes = datagram.readableBytes();
    if (PacketHeader.isWellFormed(datagram)) {
      line.sequenceNumber = PacketHeader.sequenceNumber(datagram);
      line.acknowledgmentNumber = PacketHeader.acknowledgmentNumber(datagram);
      line.flags = PacketHeader.flags(datagram);
    } else {
      line.flags = MALFORMED;
    }
    fold(line);
  }

  void event(long elapsedNanos, String what, Node node) {
    Line line = next(elapsedNanos, what, node, node);
    line.flags = NO_PACKET;
    fold(line);
  }

  private Line next(long elapsedNanos, String what, Node from, Node to) {
    Line line = lines[(int) (count++ % LINES)];
    line.elapsedNanos = elapsedNanos;
    line.what = what;
    line.from = from.name();
    line.to = to.name();
    line.sequenceNumber = 0;
    line.acknowledgmentNumber = 0;
    line.bytes = 0;
    return line;
  }

  private void fold(Line line) {
    long words =
        ((long) line.sequenceNumber << 32) ^ Sequence.toUnsigned(line.acknowledgmentNumber);
    long names = line.what.hashCode() * 31L + line.from.hashCode() * 17L + line.to.hashCode();
    long rest = (names << 24) + ((long) line.bytes << 4) + line.flags;
    hash = SimulatedRandom.mix(hash * 31 + line.elapsedNanos);
    hash = SimulatedRandom.mix(hash + words);
    hash = SimulatedRandom.mix(hash + rest);
  }

  /** Returns the last lines, oldest first. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (long i = Math.max(0, count - LINES); i < count; i++) {
      lines[(int) (i % LINES)].appendTo(text);
    }
    return text.toString();
  }

  private static final class Line {
    private long elapsedNanos;
    private String what = "";
    private String from = "";
    private String to = "";
    private int sequenceNumber;
    private int acknowledgmentNumber;
    private int flags;
    private int bytes;

    private void appendTo(StringBuilder text) {
      double seconds = elapsedNanos / NANOS_PER_SECOND;
      text.append(String.format(Locale.ROOT, "%14.9f s  %-10s %s", seconds, what, from));
      if (flags == NO_PACKET) {
        text.append('\n');
        return;
      }
      text.append(" > ").append(to).append(": ");
      if (flags == MALFORMED) {
        text.append("malformed");
      } else {
        text.append(Sequence.toUnsigned(sequenceNumber)).append(' ');
        text.append(Sequence.toUnsigned(acknowledgmentNumber));
        Flags.appendLabels(text, flags);
      }
      text.append(" (").append(bytes).append(" bytes)\n");
    }
  }
}
