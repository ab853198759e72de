package org.anonproxy.server.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.anonproxy.wire.Flags;

/** Sends one server a SYN in the name of another. */
final class TwoServers implements Scenario {
  private static final int PAGE_BYTES = 5000;
  private static final int MAX_PACKETS = 3;

  @Override
  public String name() {
    return "two-servers";
  }

  @Override
  public Verdict run(Scale scale) throws Exception {
    Path firstLog = Files.createTempFile("hostile", ".first");
    Path secondLog = Files.createTempFile("hostile", ".second");
    // Only a socket that is shared by several event loops lets a forger share it too.
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess first = ServerProcess.start(page, "-l", firstLog.toString());
        ServerProcess second =
            ServerProcess.start(page, "-l", secondLog.toString(), "--threads", "2")) {
      forge(second.address(), first.address());
      LockSupport.parkNanos(Duration.ofSeconds(scale.silenceSeconds()).toNanos());
      first.stop();
      second.stop();
      return verdict(Files.readAllLines(firstLog), Files.readAllLines(secondLog), scale);
    } finally {
      Files.delete(firstLog);
      Files.delete(secondLog);
    }
  }

  private static void forge(InetSocketAddress source, InetSocketAddress target) throws IOException {
    try (DatagramChannel forger = DatagramChannel.open(StandardProtocolFamily.INET)) {
      forger.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(source);
      forger.send(Datagrams.packet(ByteBuffer.allocate(64), 12345, 0, Flags.SYN), target);
    }
  }

  private static Verdict verdict(List<String> first, List<String> second, Scale scale) {
    long answers = ConsoleLog.lines(first, "SEND");
    long replies = ConsoleLog.lines(second, "SEND");
    long arrived = ConsoleLog.lines(second, "RECV");
    boolean passed = answers >= 1 && answers + replies <= MAX_PACKETS && arrived >= 1;
    return new Verdict(
        passed,
        "one SYN in the other's name makes two servers send at most 3 packets, then silence",
        String.format(
            "%d packets sent by the first (SYN|ACK and its repetitions), %d of them logged by the"
                + " second, %d sent by the second, watched for %d s",
            answers, arrived, replies, scale.silenceSeconds()));
  }
}
