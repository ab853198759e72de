package org.anonproxy.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one client and the server, passes datagrams on, and notes what travels: the wire
 * itself, which neither program can tell anything about.
 */
final class Relay implements AutoCloseable {
  private static final int POLL_MILLIS = 5;

  private final DatagramSocket front = loopbackSocket();
  private final DatagramSocket back = loopbackSocket();
  private final List<String> wire = new ArrayList<>();
  private final InetSocketAddress server;
  private final Thread thread = new Thread(this::run, "relay");
  private volatile boolean closed;

  Relay(int serverPort) throws SocketException {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    thread.start();
  }

  private static DatagramSocket loopbackSocket() throws SocketException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(POLL_MILLIS);
    return socket;
  }

  int port() {
    return front.getLocalPort();
  }

  private void run() {
    SocketAddress client = null;
    while (!closed) {
      try {
        // Stop and wait: after each datagram of the client comes at most one of the server.
        DatagramPacket up = receive(front);
        if (up != null) {
          client = up.getSocketAddress();
          note("client", up);
          up.setSocketAddress(server);
          back.send(up);
        }
        DatagramPacket down = receive(back);
        if (down != null && client != null) {
          note("server", down);
          down.setSocketAddress(client);
          front.send(down);
        }
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static @Nullable DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    try {
      socket.receive(packet);
      return packet;
    } catch (SocketTimeoutException nothing) {
      return null;
    }
  }

  private void note(String sender, DatagramPacket packet) {
    ByteBuffer header = ByteBuffer.wrap(packet.getData());
    StringBuilder line = new StringBuilder(sender);
    line.append(' ').append(Sequence.toUnsigned(header.getInt()));
    line.append(' ').append(Sequence.toUnsigned(header.getInt()));
    Flags.appendLabels(line, header.getInt());
    synchronized (wire) {
      wire.add(line.toString());
    }
  }

  /** Returns what travelled, as the packet log of {@code end}, "client" or "server", has it. */
  List<String> asLoggedBy(String end) {
    String other = end.equals("client") ? "server" : "client";
    synchronized (wire) {
      return wire.stream()
          .map(line -> line.replaceFirst(end, "SEND").replaceFirst(other, "RECV"))
          .toList();
    }
  }

  @Override
  public void close() {
    closed = true;
    front.close();
    back.close();
  }
}
