package org.anonproxy.server.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.anonproxy.wire.Flags;

/**
 * Opens sessions that then hear nothing more from their peers, so that the server repeats each
 * one's first block whenever its timer expires. A few peers stay to see how late that is.
 *
 * <p>A peer that is gone needs no socket: the kernel takes its packets for an unreachable port.
 */
final class HeldSessions implements AutoCloseable {
  private static final int DATAGRAM_BYTES = 1024;
  private static final int HEADER_BYTES = 12;
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;
  private static final long ANSWER_PATIENCE_MILLIS = 2_000;

  private final InetSocketAddress server;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
  private final Selector selector = Selector.open();
  private final Selector handshakes = Selector.open();
  private int opened;

  HeldSessions(InetSocketAddress server) throws IOException {
    this.server = server;
  }

  /** Holds when the last packet came to a peer that stayed. */
  private static final class Arrival {
    private boolean any;
    private long nanos;
  }

  /** Opens sessions until there are {@code count}; every one of {@code oneIn} keeps its socket. */
  void open(int count, int oneIn) throws IOException {
    while (opened < count) {
      DatagramChannel channel = socket(opened);
      shakeHands(channel);
      if (opened++ % oneIn == 0) {
        channel.register(selector, SelectionKey.OP_READ, new Arrival());
      } else {
        channel.close();
      }
    }
  }

  /** Opens a socket whose address and port no other session has. */
  private static DatagramChannel socket(int index) throws IOException {
    byte[] address = {127, 0, (byte) (1 + index / PORTS), 1};
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    channel.bind(
        new InetSocketAddress(InetAddress.getByAddress(address), FIRST_PORT + index % PORTS));
    channel.configureBlocking(false);
    return channel;
  }

  private void shakeHands(DatagramChannel channel) throws IOException {
    channel.connect(server);
    int isn = ThreadLocalRandom.current().nextInt();
    channel.write(packet(isn, 0, Flags.SYN));
    int iss = awaitSynAck(channel);
    channel.write(packet(isn + 1, iss + 1, Flags.ACK));
  }

  private int awaitSynAck(DatagramChannel channel) throws IOException {
    SelectionKey key = channel.register(handshakes, SelectionKey.OP_READ);
    buffer.clear();
    while (channel.read(buffer) == 0) {
      if (handshakes.select(ANSWER_PATIENCE_MILLIS) == 0) {
        throw new IOException("no answer to the SYN of session " + opened);
      }
      handshakes.selectedKeys().clear();
    }
    key.cancel();
    handshakes.selectNow();
    return buffer.getInt(0);
  }

  private ByteBuffer packet(int sequenceNumber, int acknowledgmentNumber, int flags) {
    return buffer
        .clear()
        .putInt(sequenceNumber)
        .putInt(acknowledgmentNumber)
        .putInt(flags)
        .limit(HEADER_BYTES)
        .rewind();
  }

  /**
   * Watches the repetitions of the peers that stayed.
   *
   * @param rtoNanos the timeout of every session, which does not change
   * @return by how much the time between two packets was longer, ascending
   */
  long[] watch(long seconds, long rtoNanos) throws IOException {
    LongStream.Builder lateNanos = LongStream.builder();
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (endNanos - System.nanoTime() > 0) {
      selector.select(100);
      long nowNanos = System.nanoTime();
      for (SelectionKey key : selector.selectedKeys()) {
        arrived(key, nowNanos, rtoNanos, lateNanos);
      }
      selector.selectedKeys().clear();
    }
    return lateNanos.build().sorted().toArray();
  }

  private void arrived(SelectionKey key, long nowNanos, long rtoNanos, LongStream.Builder lateNanos)
      throws IOException {
    Arrival last = (Arrival) key.attachment();
    while (((DatagramChannel) key.channel()).read(buffer.clear()) > 0) {
      long sinceNanos = nowNanos - last.nanos;
      // What waited here for its turn comes in a row, and is not the server's repetition.
      if (last.any && sinceNanos > rtoNanos / 2) {
        lateNanos.add(Math.max(0, sinceNanos - rtoNanos));
      }
      last.any = true;
      last.nanos = nowNanos;
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
    handshakes.close();
  }
}
