package org.anonproxy.client.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Serves pages by the letter of the protocol and nothing more, never repeats a packet, and counts
 * every byte: a server that is not ours, for tests.
 */
final class CountingServer implements AutoCloseable {
  private static final int HEADER_BYTES = 12;
  private static final int BLOCK_BYTES = 512;
  private static final int ISS = 0x7FFF_FF00;
  private static final int ACK = 4;
  private static final int SYN = 2;
  private static final int FIN = 1;

  private final DatagramSocket socket;
  private final IntFunction<byte[]> pages;
  private final Map<SocketAddress, byte[]> sessions = new HashMap<>();
  private final Thread thread = new Thread(this::serve, "counting-server");
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final Set<SocketAddress> delayed = new HashSet<>();
  private int handshakes;
  private int begun;
  private long delayMillis;
  private long receivedBytes;
  private long sentBytes;

  /** Creates a server whose n-th handshake, from 0, is served {@code pages.apply(n)}. */
  CountingServer(IntFunction<byte[]> pages) throws IOException {
    this.pages = pages;
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Leaves what arrives in the socket until the gate is opened. */
  CountDownLatch stall() {
    gate = new CountDownLatch(1);
    return gate;
  }

  /** Serves every second conversation late. */
  synchronized void delayEverySecond(long millis) {
    delayMillis = millis;
  }

  /** Returns how many peers there were. */
  synchronized int peers() {
    return sessions.size();
  }

  /** Returns how many handshakes were completed: after which a first block was sent. */
  synchronized int begun() {
    return begun;
  }

  synchronized long receivedBytes() {
    return receivedBytes;
  }

  synchronized long sentBytes() {
    return sentBytes;
  }

  private void serve() {
    byte[] buffer = new byte[2048];
    try {
      while (!socket.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        gate.await();
        answer(packet);
      }
    } catch (IOException | InterruptedException e) {
      // The test is over.
      socket.close();
    }
  }

  private synchronized void answer(DatagramPacket packet) throws IOException {
    receivedBytes += packet.getLength();
    ByteBuffer in = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
    int sequenceNumber = in.getInt();
    int acknowledgmentNumber = in.getInt();
    int flags = in.getInt();
    SocketAddress peer = packet.getSocketAddress();
    if (flags == SYN) {
      if (delayMillis > 0 && handshakes % 2 == 1) {
        delayed.add(peer);
      }
      sessions.put(peer, pages.apply(handshakes++));
      send(peer, ISS, sequenceNumber + 1, ACK | SYN, new byte[0], 0, 0);
    } else if (flags == ACK && sessions.containsKey(peer)) {
      byte[] page = sessions.get(peer);
      int offset = acknowledgmentNumber - (ISS + 1);
      begun += offset == 0 ? 1 : 0;
      int length = Math.min(BLOCK_BYTES, page.length - offset);
      boolean last = offset + length == page.length;
      send(peer, acknowledgmentNumber, sequenceNumber + 1, last ? FIN : ACK, page, offset, length);
    }
  }

  private void send(
      SocketAddress peer,
      int sequence,
      int acknowledgment,
      int flags,
      byte[] page,
      int at,
      int length)
      throws IOException {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length);
    out.putInt(sequence).putInt(acknowledgment).putInt(flags).put(page, at, length);
    DatagramPacket packet = new DatagramPacket(out.array(), out.capacity(), peer);
    if (delayed.contains(peer)) {
      Future<?> unused =
          later.schedule(
              () -> {
                socket.send(packet);
                return true;
              },
              delayMillis,
              TimeUnit.MILLISECONDS);
    } else {
      socket.send(packet);
    }
    sentBytes += out.capacity();
  }

  @Override
  public void close() {
    gate.countDown();
    later.shutdownNow();
    socket.close();
  }
}
