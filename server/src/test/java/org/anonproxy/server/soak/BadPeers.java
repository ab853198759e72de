package org.anonproxy.server.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anonproxy.server.hostile.Datagrams;
import org.anonproxy.wire.Flags;

/** Lets peers come all the time that shake hands well and behave badly from then on. */
final class BadPeers implements AutoCloseable {
  private static final long ARRIVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long CRAWL_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

  /** Longer than the server bears any of them. */
  private static final long LIFE_NANOS = Duration.ofSeconds(70).toNanos();

  private static final int HEADER_BYTES = 12;
  private static final int FEW_BLOCKS = 3;

  private final InetSocketAddress server;
  private final Selector selector = Selector.open();
  private final SplittableRandom random = new SplittableRandom(4);
  private final ByteBuffer received = ByteBuffer.allocateDirect(2048);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(64);
  private final Queue<Peer> living = new ArrayDeque<>();
  private final Queue<Peer> crawling = new ArrayDeque<>();
  private final CompletableFuture<Void> running;
  private volatile boolean stopped;
  private int arrived;

  private enum Manner {
    /** Falls silent after some blocks. */
    ABANDONS,
    /** Answers each block as late as the server just bears. */
    CRAWLS,
    /** Takes everything and does not answer the FIN. */
    NEVER_CONFIRMS,
    /** Answers blocks with forged numbers. */
    FORGES,
    /** Answers each block three times. */
    STUTTERS,
    /** Shakes hands anew in the middle. */
    RESTARTS;

    static final Manner[] ALL = values();
  }

  private BadPeers(InetSocketAddress server) throws IOException {
    this.server = server;
    running = CompletableFuture.runAsync(this::run);
  }

  static BadPeers start(InetSocketAddress server) throws IOException {
    return new BadPeers(server);
  }

  /** Is one bad peer: what it is about to answer, and when it must. */
  private static final class Peer {
    final DatagramChannel channel;
    final Manner manner;
    final long bornNanos;
    boolean owing;
    int blocks;
    int sequenceNumber;
    int ackNumber;
    int flags;
    long dueNanos;

    Peer(DatagramChannel channel, Manner manner, long bornNanos) {
      this.channel = channel;
      this.manner = manner;
      this.bornNanos = bornNanos;
    }
  }

  private void run() {
    long nextNanos = System.nanoTime();
    try {
      while (!stopped) {
        for (; nextNanos - System.nanoTime() <= 0; nextNanos += ARRIVAL_NANOS) {
          arrive();
        }
        selector.select(key -> receive((Peer) key.attachment()), 5);
        crawl();
        bury();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void arrive() throws IOException {
    DatagramChannel channel = Datagrams.socket(arrived);
    channel.connect(server).configureBlocking(false);
    Peer peer = new Peer(channel, Manner.ALL[arrived % Manner.ALL.length], System.nanoTime());
    arrived++;
    living.add(peer);
    channel.register(selector, SelectionKey.OP_READ, peer);
    send(peer, random.nextInt(), 0, Flags.SYN);
  }

  private void receive(Peer peer) {
    try {
      if (peer.channel.read(received.clear()) < HEADER_BYTES) {
        return;
      }
      int payloadBytes = received.flip().limit() - HEADER_BYTES;
      int sequenceNumber = received.getInt(4);
      if (received.getInt(8) == Flags.SYN_ACK) {
        send(peer, sequenceNumber, received.getInt(0) + 1, Flags.ACK);
        return;
      }
      peer.sequenceNumber = sequenceNumber;
      peer.ackNumber = received.getInt(0) + payloadBytes;
      peer.flags = received.getInt(8) == Flags.FIN ? Flags.FIN_ACK : Flags.ACK;
      peer.blocks++;
      misbehave(peer);
    } catch (IOException gone) {
      close(peer); // The server has forgotten it, or has ended.
    }
  }

  private void misbehave(Peer peer) throws IOException {
    boolean some = peer.blocks >= FEW_BLOCKS;
    switch (peer.manner) {
      case ABANDONS -> {
        if (!some) {
          answer(peer);
        }
      }
      case CRAWLS -> owe(peer);
      case NEVER_CONFIRMS -> {
        if (peer.flags == Flags.ACK) {
          answer(peer);
        }
      }
      case FORGES -> {
        send(peer, peer.sequenceNumber, random.nextInt(), Flags.FIN_ACK);
        send(peer, random.nextInt(), peer.ackNumber - 100, Flags.ACK);
      }
      case STUTTERS -> {
        answer(peer);
        answer(peer);
        answer(peer);
      }
      case RESTARTS -> {
        if (peer.blocks == FEW_BLOCKS) {
          send(peer, random.nextInt(), 0, Flags.SYN);
        } else {
          answer(peer);
        }
      }
    }
  }

  private void owe(Peer peer) {
    if (!peer.owing) {
      peer.owing = true;
      peer.dueNanos = System.nanoTime() + CRAWL_NANOS;
      crawling.add(peer);
    }
  }

  private void crawl() throws IOException {
    Peer peer = crawling.peek();
    while (peer != null && peer.dueNanos - System.nanoTime() <= 0) {
      crawling.remove();
      peer.owing = false;
      if (peer.channel.isOpen()) {
        answer(peer);
      }
      peer = crawling.peek();
    }
  }

  private void bury() {
    Peer oldest = living.peek();
    while (oldest != null && System.nanoTime() - oldest.bornNanos > LIFE_NANOS) {
      close(living.remove());
      oldest = living.peek();
    }
  }

  private void answer(Peer peer) throws IOException {
    send(peer, peer.sequenceNumber, peer.ackNumber, peer.flags);
  }

  private void send(Peer peer, int sequenceNumber, int ackNumber, int flags) throws IOException {
    peer.channel.write(Datagrams.packet(answer, sequenceNumber, ackNumber, flags));
  }

  private static void close(Peer peer) {
    try {
      peer.channel.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Tells whether they still come; closing tells why not. */
  boolean isRunning() {
    return !running.isDone();
  }

  /** Stops, and throws what went wrong on the way. */
  @Override
  public void close() throws IOException {
    stopped = true;
    running.join();
    living.forEach(BadPeers::close);
    selector.close();
  }
}
