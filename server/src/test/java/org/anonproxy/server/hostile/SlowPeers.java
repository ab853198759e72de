package org.anonproxy.server.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.anonproxy.wire.Flags;

/**
 * Shakes hands and then answers each block as late as the server just bears.
 *
 * <p>A program of its own, which gets the processor only when nobody else wants it: what the honest
 * clients feel is then the server's work for the slow ones, as if those sat on another machine.
 */
public final class SlowPeers implements AutoCloseable {
  private static final String ALL_THERE = "all there";

  private static final int HEADER_BYTES = 12;
  private static final int CONNECTS_PER_PAUSE = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private final Peers peers;
  private final int count;
  private final Selector selector = Selector.open();
  private final ByteBuffer received = ByteBuffer.allocateDirect(2048);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(64);
  private final Queue<Peer> waiting = new ArrayDeque<>();
  private final CompletableFuture<Void> running;
  private volatile boolean stopped;
  private final AtomicInteger established = new AtomicInteger();

  private SlowPeers(int count, InetSocketAddress server) throws IOException {
    this.count = count;
    peers = Peers.open(count, server);
    running = CompletableFuture.runAsync(this::run);
  }

  /**
   * Runs as many peers as the first argument says, at the loopback port that is the second, until
   * standard input ends; says so when all are there.
   */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (SlowPeers peers = new SlowPeers(count, server)) {
      if (peers.awaitEstablished(Duration.ofSeconds(20))) {
        System.out.println(ALL_THERE);
      }
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Starts the program, at the lowest priority there is. */
  static Running start(int count, InetSocketAddress server) throws IOException {
    String java = ProcessHandle.current().info().command().orElse("java");
    String classPath = System.getProperty("java.class.path");
    String port = Integer.toString(server.getPort());
    return new Running(
        new ProcessBuilder(
                "chrt",
                "--idle",
                "0",
                java,
                "-cp",
                classPath,
                SlowPeers.class.getName(),
                Integer.toString(count),
                port)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Is the program from outside. */
  static final class Running implements AutoCloseable {
    private final Process process;

    private Running(Process process) {
      this.process = process;
    }

    /** Waits until every peer has its first block; the program itself waits for so long only. */
    boolean areAllThere() throws IOException {
      return ALL_THERE.equals(process.inputReader(UTF_8).readLine());
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
    }
  }

  /** Is one slow peer: the answer that it owes, and since when. */
  private static final class Peer {
    final DatagramChannel channel;
    boolean established;
    boolean owing;
    int sequenceNumber;
    int ackNumber;
    long dueNanos;

    Peer(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  /** Waits until every peer has its first block. */
  private boolean awaitEstablished(Duration atMost) {
    long endNanos = System.nanoTime() + atMost.toNanos();
    while (established.get() < count && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return established.get() == count;
  }

  private void run() {
    long endNanos = System.nanoTime() + AT_MOST.toNanos();
    int connected = 0;
    try {
      while (!stopped && endNanos - System.nanoTime() > 0) {
        for (int i = 0; i < CONNECTS_PER_PAUSE && connected < count; i++) {
          connect(peers.channel(connected++));
        }
        // In rounds: woken by each packet, it would compete with the honest clients after all.
        LockSupport.parkNanos(PAUSE_NANOS);
        int unused = selector.selectNow(key -> receive((Peer) key.attachment()));
        answerLate();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void connect(DatagramChannel channel) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
    channel.write(Datagrams.packet(answer, 0, 0, Flags.SYN));
  }

  private void receive(Peer peer) {
    try {
      if (peer.channel.read(received.clear()) < HEADER_BYTES) {
        return;
      }
      int payload = received.flip().limit() - HEADER_BYTES;
      int sequenceNumber = received.getInt(4);
      if (received.getInt(8) == Flags.SYN_ACK) {
        send(peer, sequenceNumber, received.getInt(0) + 1);
      } else if (!peer.owing) {
        owe(peer, sequenceNumber, received.getInt(0) + payload);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void owe(Peer peer, int sequenceNumber, int ackNumber) {
    if (!peer.established) {
      peer.established = true;
      established.incrementAndGet();
    }
    peer.owing = true;
    peer.sequenceNumber = sequenceNumber;
    peer.ackNumber = ackNumber;
    peer.dueNanos = System.nanoTime() + ANSWER_NANOS;
    waiting.add(peer);
  }

  private void answerLate() throws IOException {
    Peer peer = waiting.peek();
    while (peer != null && peer.dueNanos - System.nanoTime() <= 0) {
      waiting.remove();
      peer.owing = false;
      send(peer, peer.sequenceNumber, peer.ackNumber);
      peer = waiting.peek();
    }
  }

  private void send(Peer peer, int sequenceNumber, int ackNumber) throws IOException {
    peer.channel.write(Datagrams.packet(answer, sequenceNumber, ackNumber, Flags.ACK));
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    running.join();
    selector.close();
    peers.close();
  }
}
