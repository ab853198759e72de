package org.anonproxy.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.Sequence;

/** Fetches a page as a straightforward third-party client would, on a plain blocking socket. */
public final class NaivePeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final DatagramSocket socket;
  private final List<String> wire = new ArrayList<>();

  /** Opens a socket of its own on loopback. */
  public NaivePeer(int serverPort) throws SocketException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
  }

  /** Sends any bytes. */
  public void send(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length));
  }

  /** Sends a packet and notes it. */
  public void send(int sequenceNumber, int acknowledgmentNumber, int flags) throws IOException {
    wire.add("RECV" + line(sequenceNumber, acknowledgmentNumber, flags));
    send(
        ByteBuffer.allocate(12)
            .putInt(sequenceNumber)
            .putInt(acknowledgmentNumber)
            .putInt(flags)
            .array());
  }

  /** Waits for a packet and notes it. */
  public ByteBuffer receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    ByteBuffer datagram = ByteBuffer.wrap(packet.getData(), 0, packet.getLength()).slice();
    wire.add("SEND" + line(datagram.getInt(0), datagram.getInt(4), datagram.getInt(8)));
    return datagram;
  }

  /** Fetches the whole page. */
  public byte[] fetch(int isn) throws IOException {
    return fetch(isn, () -> {});
  }

  /** Fetches the whole page, doing something else between its first block and the answer to it. */
  public byte[] fetch(int isn, Runnable meanwhile) throws IOException {
    send(isn, 0, Flags.SYN);
    ByteBuffer packet = receive();
    send(packet.getInt(4), packet.getInt(0) + 1, Flags.ACK);
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    byte[] block = new byte[2048];
    boolean last = false;
    while (!last) {
      packet = receive();
      last = Flags.has(packet.getInt(8), Flags.FIN);
      int length = packet.limit() - 12;
      packet.position(12).get(block, 0, length);
      if (page.size() == 0) {
        meanwhile.run();
      }
      page.write(block, 0, length);
      send(packet.getInt(4), packet.getInt(0) + length, last ? Flags.FIN_ACK : Flags.ACK);
    }
    return page.toByteArray();
  }

  /** Returns the exchange so far, as the server's packet log has it. */
  public List<String> wire() {
    return wire;
  }

  private static String line(int sequenceNumber, int acknowledgmentNumber, int flags) {
    StringBuilder line = new StringBuilder();
    line.append(' ').append(Sequence.toUnsigned(sequenceNumber));
    line.append(' ').append(Sequence.toUnsigned(acknowledgmentNumber));
    Flags.appendLabels(line, flags);
    return line.toString();
  }

  @Override
  public void close() {
    socket.close();
  }
}
