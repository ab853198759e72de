package org.anonproxy.server.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Sends random bytes of random length, every second datagram with legal flags. */
public final class RandomDatagrams implements Scenario {
  private static final int PAGE_BYTES = 5000;
  private static final int PEERS = 64;
  private static final int DATAGRAMS = 4096;
  private static final int MAX_BYTES = 600;
  private static final int PER_SECOND = 100_000;
  private static final int FETCHES_PER_SECOND = 50;
  private static final int[] LEGAL_FLAGS = {1, 2, 4, 5, 6};

  private final ByteBuffer[] datagrams = datagrams(new Random(3));

  /** Makes up thousands of datagrams, of which every second one looks like a packet. */
  public static ByteBuffer[] datagrams(Random random) {
    ByteBuffer[] datagrams = new ByteBuffer[DATAGRAMS];
    for (int i = 0; i < DATAGRAMS; i++) {
      byte[] bytes = new byte[random.nextInt(MAX_BYTES)];
      random.nextBytes(bytes);
      datagrams[i] = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      if (i % 2 == 0 && bytes.length >= 12) {
        datagrams[i].putInt(8, LEGAL_FLAGS[random.nextInt(LEGAL_FLAGS.length)]);
      }
    }
    return datagrams;
  }

  @Override
  public String name() {
    return "random-datagrams";
  }

  @Override
  public Verdict run(Scale scale) throws Exception {
    Duration duration = Duration.ofSeconds(scale.noiseSeconds());
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess server = ServerProcess.start(page);
        HonestClients clients = new HonestClients(server.address(), page);
        Peers peers = Peers.open(PEERS, server.address())) {
      Fetches fetches = clients.start(FETCHES_PER_SECOND * scale.noiseSeconds(), duration);
      int sent =
          Barrage.atRate(
              PER_SECOND, duration, shot -> send(peers.channel(shot % PEERS), shot % DATAGRAMS));
      HonestClients.await(fetches, duration);
      server.queue().awaitEmpty();
      long full = server.queue().drops();
      List<String> log = server.stop();
      int rate = sent / scale.noiseSeconds();
      return new Verdict(
          fetches.areAllComplete()
              && rate >= PER_SECOND * 0.95
              && ConsoleLog.reports(log) <= 2 + duration.toMinutes(),
          "100,000 random datagrams/s for "
              + duration.toSeconds()
              + " s: honest clients complete, one line a minute",
          String.format(
              "%d/s, %d of %d found the socket full, %d malformed, %d lines about drops, %s",
              rate,
              full,
              sent,
              ConsoleLog.drops(log, "malformed"),
              ConsoleLog.reports(log),
              fetches.text()));
    }
  }

  private void send(DatagramChannel peer, int index) throws IOException {
    // A non-blocking socket whose buffer is full leaves a datagram out.
    peer.write(datagrams[index].rewind());
  }
}
