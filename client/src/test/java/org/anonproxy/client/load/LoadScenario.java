package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;

/** Is what the tests of whole load tests have in common. */
final class LoadScenario {
  static final Duration OFTEN = Duration.ofMillis(100);

  static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  /** Gives a server up that has not answered for a second. */
  static final LoadPlan.Conduct IMPATIENT =
      new LoadPlan.Conduct(
          RetransmissionPolicy.of(Duration.ofSeconds(1), 0), Linger.AFTER_LOSS, true);

  private LoadScenario() {}

  static byte[] page(int bytes) {
    byte[] page = new byte[bytes];
    new Random(bytes).nextBytes(page);
    return page;
  }

  static LoadReport run(LoadPlan plan) throws IOException, InterruptedException {
    return new LoadTest(plan).run(LoadObserver.NONE, OFTEN);
  }

  static AnonServer serve(byte[] content) throws IOException {
    return serve(content, RetransmissionPolicy.STANDARD);
  }

  static AnonServer serve(byte[] content, RetransmissionPolicy retransmission) throws IOException {
    AnonServer server =
        AnonServer.bind(
            ServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withRetransmission(retransmission));
    Page page =
        new Page(
            Unpooled.wrappedBuffer(content),
            new PageMetadata(URI.create("file:///page"), null, null, null, Instant.EPOCH));
    server.serve(page, PacketLog.NONE, new IndifferentObserver());
    page.release();
    return server;
  }

  private static final class IndifferentObserver implements SessionObserver {
    @Override
    public void opened(Session session) {}

    @Override
    public void closed(Session session, CloseReason reason, long durationNanos) {}

    @Override
    public void failed(Throwable cause) {}
  }

  /** Returns how many transfers succeeded in a phase of the test, by its course. */
  static long transfersIn(LoadReport report, TestPhase phase) {
    return report.timeline().stream()
        .filter(interval -> interval.phase() == phase)
        .mapToLong(Interval::transfers)
        .sum();
  }

  static void assertBillAddsUp(LoadTally tally) {
    assertEquals(
        tally.wireBytes(),
        tally.goodputBytes()
            + tally.unsuccessfulBytes()
            + tally.headerBytes()
            + tally.retransmittedBytes()
            + tally.discardedBytes()
            + tally.lostInboundBytes());
  }
}
