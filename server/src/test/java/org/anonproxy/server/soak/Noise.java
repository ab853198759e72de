package org.anonproxy.server.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.anonproxy.server.hostile.Barrage;
import org.anonproxy.server.hostile.Datagrams;
import org.anonproxy.server.hostile.RandomDatagrams;
import org.anonproxy.wire.Flags;

/**
 * Sends what strangers send all the time: SYNs of peers that are never heard of again, enough to
 * keep the server at its half-open limit, and random datagrams.
 */
final class Noise implements AutoCloseable {
  private static final int PER_SECOND = 2500;

  /** Of five datagrams, how many are SYNs. */
  private static final int SYNS_OF_FIVE = 3;

  /** How long a barrage lasts before it is looked whether to go on. */
  private static final Duration TURN = Duration.ofMillis(500);

  private final InetSocketAddress server;
  private final Random random = new Random(5);
  private final ByteBuffer[] datagrams = RandomDatagrams.datagrams(random);
  private final ByteBuffer syn = ByteBuffer.allocateDirect(64);
  private final CompletableFuture<Void> running;
  private volatile boolean stopped;
  private int shots;

  private Noise(InetSocketAddress server) {
    this.server = server;
    running = CompletableFuture.runAsync(this::run);
  }

  static Noise start(InetSocketAddress server) {
    return new Noise(server);
  }

  private void run() {
    try {
      while (!stopped) {
        Barrage.atRate(PER_SECOND, TURN, shot -> shoot());
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void shoot() throws IOException {
    shots++;
    try (DatagramChannel stranger = Datagrams.socket(shots & Integer.MAX_VALUE)) {
      if (shots % 5 < SYNS_OF_FIVE) {
        stranger.send(Datagrams.packet(syn, random.nextInt(), 0, Flags.SYN), server);
      } else {
        stranger.send(datagrams[random.nextInt(datagrams.length)].rewind(), server);
      }
    }
  }

  /** Tells whether they still come; closing tells why not. */
  boolean isRunning() {
    return !running.isDone();
  }

  /** Stops, and throws what went wrong on the way. */
  @Override
  public void close() {
    stopped = true;
    running.join();
  }
}
