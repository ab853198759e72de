package org.anonproxy.server.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.anonproxy.wire.Flags;

/**
 * Fetches the page slowly, and counts every packet of the server that an undisturbed transfer does
 * not have. Its socket is the attacker's too: that is the most faithful forgery of a source.
 */
final class LiveTransfer implements AutoCloseable {
  private static final int HEADER_BYTES = 12;

  /** Well below the timeout after which the server repeats a block. */
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private static final long PATIENCE_MILLIS = 20_000;

  private final DatagramChannel channel;
  private final Selector selector = Selector.open();
  private final byte[] page;
  private final ByteBuffer received = ByteBuffer.allocateDirect(2048);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(64);

  /** The numbers of the answer that the server waits for, as one value. */
  private volatile Expectation expectation = new Expectation(0, 0);

  private final Semaphore steps = new Semaphore(0);
  private volatile boolean hurried;
  private int offset;

  /** Holds the numbers that would acknowledge the outstanding block. */
  record Expectation(int sequenceNumber, int ackNumber) {}

  private LiveTransfer(DatagramChannel channel, byte[] page) throws IOException {
    this.channel = channel;
    this.page = page;
    channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
  }

  static LiveTransfer open(InetSocketAddress server, ServedFile page) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET).connect(server);
    return new LiveTransfer(channel, page.content());
  }

  /** Shakes hands and goes on in the background; completes with the number of wrong packets. */
  CompletableFuture<Integer> start() throws IOException {
    int isn = ThreadLocalRandom.current().nextInt();
    send(isn, 0, Flags.SYN);
    receive();
    int iss = received.getInt(0);
    send(isn + 1, iss + 1, Flags.ACK);
    return CompletableFuture.supplyAsync(() -> transfer(isn + 2, iss + 1));
  }

  private int transfer(int firstAnswer, int firstByte) {
    int wrong = 0;
    int answers = 0;
    try {
      while (offset < page.length) {
        receive();
        if (!isNext(firstByte + offset, firstAnswer + answers)) {
          wrong++;
          continue;
        }
        offset += received.limit() - HEADER_BYTES;
        boolean last = offset == page.length;
        expectation = new Expectation(firstAnswer + answers, firstByte + offset);
        awaitStep();
        // What comes before the answer was caused by somebody else.
        while (channel.read(received.clear()) > 0) {
          wrong++;
        }
        send(firstAnswer + answers++, firstByte + offset, last ? Flags.FIN_ACK : Flags.ACK);
      }
    } catch (IOException broken) {
      return Integer.MAX_VALUE;
    }
    return wrong;
  }

  private void awaitStep() throws IOException {
    try {
      if (!hurried && steps.tryAcquire(LONGEST_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        steps.drainPermits();
      }
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private boolean isNext(int sequenceNumber, int ackNumber) {
    int length = received.limit() - HEADER_BYTES;
    boolean last = offset + length == page.length;
    return received.getInt(0) == sequenceNumber
        && received.getInt(4) == ackNumber
        && received.getInt(8) == (last ? Flags.FIN : Flags.ACK)
        && offset + length <= page.length
        && received.position(HEADER_BYTES).equals(ByteBuffer.wrap(page, offset, length));
  }

  private void receive() throws IOException {
    selector.select(PATIENCE_MILLIS);
    selector.selectedKeys().clear();
    if (channel.read(received.clear()) < HEADER_BYTES) {
      throw new IOException("the server has fallen silent");
    }
    received.flip();
  }

  private void send(int sequenceNumber, int ackNumber, int flags) throws IOException {
    channel.write(Datagrams.packet(answer, sequenceNumber, ackNumber, flags));
  }

  /** Returns the numbers that the server waits for at this moment. */
  Expectation expectation() {
    return expectation;
  }

  /** Sends bytes that the transfer knows nothing of; from any thread. */
  void forge(ByteBuffer datagram) throws IOException {
    channel.write(datagram);
  }

  /** Lets the transfer acknowledge a block. */
  void step() {
    steps.release();
  }

  /** Lets the transfer go on as fast as it can. */
  void hurry() {
    hurried = true;
  }

  /** Waits for the end and returns how many packets came that should not have. */
  static int await(CompletableFuture<Integer> transfer) throws Exception {
    return transfer.get(120, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
