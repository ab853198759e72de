package org.anonproxy.server.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.anonproxy.server.hostile.LiveTransfer.Expectation;
import org.anonproxy.wire.Flags;

/** Forges packets of a live peer: blindly, near the right numbers, and by repeating old ones. */
final class ForgedPackets implements Scenario {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int BLOCK_BYTES = 512;
  private static final int TOLERANCE_BYTES = 17;
  private static final int STEPS = 1500;

  /** Keeps the server's own timer out of the count when the machine is busy. */
  private static final String MIN_RTO = "3s";

  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final SplittableRandom random = new SplittableRandom(1);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);

  @Override
  public String name() {
    return "forged-packets";
  }

  @Override
  public Verdict run(Scale scale) throws Exception {
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess server = ServerProcess.start(page, "--verbose", "--min-rto", MIN_RTO);
        LiveTransfer transfer = LiveTransfer.open(server.address(), page)) {
      CompletableFuture<Integer> wrong = transfer.start();
      int sent =
          Barrage.withoutLoss(
              scale.forgedPackets(),
              AT_MOST,
              server.queue(),
              shot -> {
                transfer.forge(forgery(shot, transfer.expectation()));
                if (shot % (scale.forgedPackets() / STEPS) == 0) {
                  transfer.step();
                }
              });
      boolean outlived = !wrong.isDone();
      transfer.hurry();
      int effects = LiveTransfer.await(wrong);
      long dropped = server.queue().drops();
      long sessions = ConsoleLog.lines(server.stop(), " closed: completed, ");
      return new Verdict(
          effects == 0 && outlived && sent == scale.forgedPackets() && sessions == 1,
          "0 effect on a live transfer",
          String.format(
              "%d forged ACK, FIN and data packets (%d found the socket full): %d unexpected packets"
                  + " of the server, %d session completed",
              sent, dropped, effects, sessions));
    }
  }

  private ByteBuffer forgery(int shot, Expectation expected) throws IOException {
    int any = random.nextInt();
    int near = TOLERANCE_BYTES + random.nextInt(BLOCK_BYTES - 2 * TOLERANCE_BYTES);
    return switch (shot % 8) {
      case 0 -> Datagrams.packet(buffer, any, random.nextInt(), Flags.ACK);
      case 1 -> Datagrams.packet(buffer, any, random.nextInt(), Flags.FIN_ACK);
      case 2 -> Datagrams.packet(buffer, any, expected.ackNumber(), Flags.FIN);
      case 3 -> data(any);
      case 4 -> Datagrams.packet(buffer, any, expected.ackNumber() + near, Flags.ACK);
      case 5 -> Datagrams.packet(buffer, any, expected.ackNumber() - near, Flags.FIN_ACK);
      case 6 ->
          Datagrams.packet(
              buffer, expected.sequenceNumber(), expected.ackNumber() + near, Flags.FIN_ACK);
      default ->
          Datagrams.packet(
              buffer, expected.sequenceNumber() - 1, expected.ackNumber() - BLOCK_BYTES, Flags.ACK);
    };
  }

  private ByteBuffer data(int sequenceNumber) {
    Datagrams.packet(buffer, sequenceNumber, random.nextInt(), Flags.ACK);
    return buffer.limit(buffer.limit() + BLOCK_BYTES);
  }
}
