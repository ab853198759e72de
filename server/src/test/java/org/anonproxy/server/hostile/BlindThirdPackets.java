package org.anonproxy.server.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.anonproxy.wire.Flags;

/** Guesses third packets of handshakes that never were. */
final class BlindThirdPackets implements Scenario {
  private static final int PAGE_BYTES = 5000;
  private static final int PEERS = 100;
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private final SplittableRandom random = new SplittableRandom(2);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64);

  @Override
  public String name() {
    return "blind-third-packets";
  }

  @Override
  public Verdict run(Scale scale) throws Exception {
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess server = ServerProcess.start(page, "--verbose");
        Peers peers = Peers.open(PEERS, server.address())) {
      long startNanos = System.nanoTime();
      int sent =
          Barrage.withoutLoss(
              scale.blindPackets(),
              AT_MOST,
              server.queue(),
              shot -> guess(peers.channel(shot % PEERS)));
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      server.queue().awaitEmpty();
      long full = server.queue().drops();
      long sessions = server.liveObjects().sessions();
      long answered = peers.answered();
      List<String> log = server.stop();
      long judged = ConsoleLog.drops(log, "no conversation");
      long opened = ConsoleLog.lines(log, " opened");
      return new Verdict(
          sent == scale.blindPackets() && judged == sent && sessions + opened + answered == 0,
          "0 sessions",
          String.format(
              "%d blind third packets at %.0f/s from %d peers, %d found the socket full, %d"
                  + " judged: %d sessions, %d peers answered",
              sent, sent / seconds, PEERS, full, judged, sessions + opened, answered));
    }
  }

  private void guess(DatagramChannel peer) throws IOException {
    if (peer.write(Datagrams.packet(buffer, random.nextInt(), random.nextInt(), Flags.ACK)) == 0) {
      throw new IOException("not sent");
    }
  }
}
