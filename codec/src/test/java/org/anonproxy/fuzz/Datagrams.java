package org.anonproxy.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.anonproxy.wire.Flags;

/** Builds and reads datagrams by themselves, without the codec under test. */
final class Datagrams {
  static final int HEADER_BYTES = 12;

  private static final byte[] NOTHING = {};

  private Datagrams() {}

  static byte[] of(int sequenceNumber, int acknowledgmentNumber, int flags, byte[] payload) {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .putInt(sequenceNumber)
        .putInt(acknowledgmentNumber)
        .putInt(flags)
        .put(payload)
        .array();
  }

  static byte[] bare(int sequenceNumber, int acknowledgmentNumber, int flags) {
    return of(sequenceNumber, acknowledgmentNumber, flags, NOTHING);
  }

  static int sequenceNumber(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getInt(0);
  }

  static int acknowledgmentNumber(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getInt(4);
  }

  static int flags(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getInt(8);
  }

  static byte[] payload(byte[] datagram) {
    return Arrays.copyOfRange(datagram, HEADER_BYTES, datagram.length);
  }

  /** Tells by the words of the protocol whether the bytes are a packet. */
  static boolean areWellFormed(byte[] datagram) {
    if (datagram.length < HEADER_BYTES) {
      return false;
    }
    return switch (flags(datagram)) {
      case Flags.FIN, Flags.SYN, Flags.ACK, Flags.FIN | Flags.ACK, Flags.SYN | Flags.ACK -> true;
      default -> false;
    };
  }
}
