package org.anonproxy.server.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Makes datagrams, and the loopback addresses that they claim to come from. */
public final class Datagrams {
  private static final int HEADER_BYTES = 12;

  /** How many numbers a byte of an address can have, 0 and 255 being special to some. */
  private static final int NUMBERS = 253;

  private Datagrams() {}

  /** Fills {@code buffer} with a packet without payload. */
  public static ByteBuffer packet(ByteBuffer buffer, int sequenceNumber, int ackNumber, int flags) {
    return buffer
        .clear()
        .putInt(sequenceNumber)
        .putInt(ackNumber)
        .putInt(flags)
        .limit(HEADER_BYTES)
        .rewind();
  }

  /** Opens a socket at an address of 127.0.0.0/8 that differs for each of 16 million indices. */
  public static DatagramChannel socket(int index) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      return channel.bind(new InetSocketAddress(address(index), 0));
    } catch (IOException cannotBind) {
      channel.close();
      throw cannotBind;
    }
  }

  private static InetAddress address(int index) throws UnknownHostException {
    int second = 1 + index % NUMBERS;
    int third = 1 + index / NUMBERS % NUMBERS;
    int fourth = 1 + index / NUMBERS / NUMBERS % NUMBERS;
    return InetAddress.getByAddress(new byte[] {127, (byte) second, (byte) third, (byte) fourth});
  }
}
