package org.anonproxy.trace;

import java.net.InetSocketAddress;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.anonproxy.wire.Sequence;

/**
 * Is what passed between two UDP ports: who of them serves, and what a drawing of it needs to know
 * beforehand.
 */
public final class Conversation {
  /** How sure it is which end serves. */
  private enum Evidence {
    /** The first datagram went to it. */
    ORDER,
    /** It sends payload. */
    PAYLOAD,
    /** It was sent a SYN, or answered one. */
    HANDSHAKE
  }

  private final int number;
  private final long firstEpochNanos;
  private InetSocketAddress server;
  private InetSocketAddress client;
  private Evidence evidence = Evidence.ORDER;
  private long packets;
  private long wellFormedPackets;
  private boolean acknowledges;
  private long greatestNumber;

  Conversation(int number, CapturedUdp first) {
    this.number = number;
    firstEpochNanos = first.epochNanos();
    client = first.source();
    server = first.destination();
  }

  void add(CapturedUdp datagram) {
    packets++;
    if (!PacketHeader.isWellFormed(datagram.payload())) {
      return;
    }
    wellFormedPackets++;
    int flags = PacketHeader.flags(datagram.payload());
    acknowledges |= flags != Flags.FIN;
    note(PacketHeader.sequenceNumber(datagram.payload()));
    note(PacketHeader.acknowledgmentNumber(datagram.payload()));
    if (flags == Flags.SYN) {
      learn(Evidence.HANDSHAKE, datagram.destination(), datagram.source());
    } else if (flags == Flags.SYN_ACK) {
      learn(Evidence.HANDSHAKE, datagram.source(), datagram.destination());
    } else if (datagram.lengthBytes() > PacketHeader.LENGTH_BYTES) {
      learn(Evidence.PAYLOAD, datagram.source(), datagram.destination());
    }
  }

  private void note(int number) {
    greatestNumber = Math.max(greatestNumber, Sequence.toUnsigned(number));
  }

  private void learn(Evidence found, InetSocketAddress serving, InetSocketAddress served) {
    if (found.compareTo(evidence) > 0) {
      evidence = found;
      server = serving;
      client = served;
    }
  }

  /**
   * Tells whether this seems to be the anon protocol: most of it has its header. Packets with FIN
   * alone prove nothing, since a DNS query with one additional record looks the same.
   */
  boolean isPlausible() {
    return acknowledges && 2 * wellFormedPackets > packets;
  }

  /** Returns the number among all conversations of the file, from 1. */
  public int number() {
    return number;
  }

  /** Returns the end that serves, as far as the packets tell. */
  public InetSocketAddress server() {
    return server;
  }

  /** Returns the other end. */
  public InetSocketAddress client() {
    return client;
  }

  /** Returns when the first packet passed, in nanoseconds since 1970. */
  public long firstEpochNanos() {
    return firstEpochNanos;
  }

  /** Returns how many datagrams passed. */
  public long packets() {
    return packets;
  }

  /** Returns how wide the widest sequence or acknowledgment number is written. */
  int widestNumberChars() {
    return Long.toString(greatestNumber).length();
  }
}
