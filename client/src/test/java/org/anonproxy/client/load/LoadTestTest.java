package org.anonproxy.client.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.ServerLoop;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.session.DatagramTotals;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;

/** Runs whole load tests on loopback. */
final class LoadTestTest {
  private static final Duration OFTEN = Duration.ofMillis(100);

  private static byte[] page(int bytes) {
    byte[] page = new byte[bytes];
    new Random(bytes).nextBytes(page);
    return page;
  }

  private static LoadReport run(LoadPlan plan) throws IOException, InterruptedException {
    return new LoadTest(plan).run(LoadObserver.NONE, OFTEN);
  }

  private static AnonServer serve(byte[] content) throws IOException {
    return serve(content, RetransmissionPolicy.STANDARD);
  }

  private static AnonServer serve(byte[] content, RetransmissionPolicy retransmission)
      throws IOException {
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

  private static void assertBillAddsUp(LoadTally tally) {
    assertEquals(
        tally.wireBytes(),
        tally.goodputBytes()
            + tally.unsuccessfulBytes()
            + tally.headerBytes()
            + tally.retransmittedBytes()
            + tally.discardedBytes()
            + tally.lostInboundBytes());
  }

  @Test
  void drivesTwoHundredClientsAgainstTheServer() throws Exception {
    try (AnonServer server = serve(page(20_000))) {
      Target target = new Target(server.address(), List.of(), 2, DatagramTransport.AUTO, null, 2);
      LoadReport report = run(LoadPlan.of(target, Workload.closed(200, 2)));
      assertEquals(400, report.tally().transfers());
      assertEquals(0, report.tally().failures());
      assertEquals(400L * 20_000, report.tally().goodputBytes());
      assertEquals(400L * 40, report.tally().blocks());
      assertEquals(1, report.fairnessJain(), 1e-9);
      assertFalse(report.partial());
      for (Phase phase : Phase.values()) {
        assertEquals(400, report.latencies().of(phase).getTotalCount());
      }
      assertTrue(report.seconds() > 0 && report.cost().cpuSeconds() > 0);
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void countsEveryByteAsTheServerDoes() throws Exception {
    byte[] page = page(1300);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      // A packet that is late on a busy machine is not to be repeated.
      LoadPlan.Conduct patient =
          new LoadPlan.Conduct(
              RetransmissionPolicy.of(Duration.ofSeconds(3), 3), Linger.AFTER_LOSS, true);
      LoadReport report =
          run(LoadPlan.of(Target.of(server.address()), Workload.closed(5, 4)).withConduct(patient));
      LoadTally tally = report.tally();
      assertEquals(20, tally.transfers());
      assertEquals(server.sentBytes(), tally.receivedBytes());
      assertEquals(server.receivedBytes(), tally.sentBytes());
      assertEquals(20 * 1300, tally.goodputBytes());
      assertEquals(20 * (5 + 4) * 12, tally.headerBytes());
      assertEquals(0, tally.retransmittedBytes() + tally.discardedBytes());
      assertBillAddsUp(tally);
    }
  }

  @Test
  void servesEmptyPages() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> new byte[0])) {
      LoadReport report = run(LoadPlan.of(Target.of(server.address()), Workload.closed(3, 2)));
      assertEquals(6, report.tally().transfers());
      assertEquals(6, report.tally().blocks());
      assertEquals(6, report.latencies().of(Phase.FIRST_BYTE).getTotalCount());
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void countsADifferentPageAsAFailure() throws Exception {
    byte[] right = page(700);
    byte[] wrong = page(700);
    wrong[600] ^= 1;
    try (CountingServer server = new CountingServer(handshake -> handshake == 3 ? wrong : right)) {
      LoadPlan plan = LoadPlan.of(Target.of(server.address()), Workload.closed(1, 6));
      LoadReport report = run(plan);
      assertEquals(5, report.tally().transfers());
      assertEquals(1, report.tally().failures(Failure.CONTENT_MISMATCH));
      assertEquals(700, report.tally().unsuccessfulBytes());
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void acceptsAnyPageWithoutVerification() throws Exception {
    try (CountingServer server = new CountingServer(LoadTestTest::page)) {
      LoadPlan.Conduct trusting =
          new LoadPlan.Conduct(RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, false);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), Workload.closed(2, 3))
                  .withConduct(trusting));
      assertEquals(6, report.tally().transfers());
    }
  }

  @Test
  void survivesAnImpairedLinkWithABillThatAddsUp() throws Exception {
    RetransmissionPolicy hasty = RetransmissionPolicy.of(Duration.ofMillis(20), 20);
    try (AnonServer server = serve(page(3000), hasty)) {
      Impairment impairment =
          new Impairment(0.01, 0.1, 0.05, 0, Duration.ofMillis(1), Duration.ofMillis(1));
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), Workload.closed(50, 2))
                  .withImpairment(impairment));
      assertEquals(100, report.tally().transfers());
      assertTrue(report.tally().retransmittedBytes() > 0);
      assertTrue(report.impaired().lost() > 0 && report.impaired().duplicated() > 0);
      assertTrue(report.impaired().reordered() > 0);
      ServerLoop loop = server.loops().get(0);
      DatagramTotals wire = loop.eventLoop().submit(() -> loop.snapshot(0)).get().datagrams();
      assertEquals(wire.sent().bytes(), report.tally().receivedBytes());
      assertEquals(wire.received().bytes(), report.tally().sentBytes());
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void letsTheLastAnswerThroughADelayedLink() throws Exception {
    byte[] page = page(700);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Impairment slow = new Impairment(0, 0, 0, 0, Duration.ofMillis(50), Duration.ofMillis(10));
      LoadReport report =
          run(LoadPlan.of(Target.of(server.address()), Workload.closed(3, 1)).withImpairment(slow));
      assertEquals(3, report.tally().transfers());
      // SYN, third packet, and an answer to each of two blocks.
      await().untilAsserted(() -> assertEquals(3 * 4 * 12, server.receivedBytes()));
    }
  }

  @Test
  void letsClientsVanishAndKeepSilent() throws Exception {
    byte[] page = page(5000);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Misbehaviour bad = new Misbehaviour(0.2, Duration.ofMillis(5), 0.3, 0.3);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), Workload.closed(20, 10))
                  .withMisbehaviour(bad));
      LoadTally tally = report.tally();
      assertEquals(200, tally.transfers() + tally.abandoned());
      assertEquals(60.0, (double) tally.abandoned(), 25);
      assertEquals(0, tally.failures());
      assertBillAddsUp(tally);
    }
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> new byte[0])) {
      server.stall();
      LoadPlan.Conduct impatient =
          new LoadPlan.Conduct(new RetransmissionPolicy(1_000_000, 1), Linger.AFTER_LOSS, true);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), Workload.closed(4, 1))
                  .withConduct(impatient));
      assertEquals(0, report.tally().transfers());
      assertEquals(4, report.tally().failures(Failure.HANDSHAKE_TIMEOUT));
      assertEquals(4 * 12, report.tally().headerBytes(), "the SYNs");
      assertEquals(4 * 12, report.tally().retransmittedBytes(), "their repetitions");
    }
  }

  @Test
  void chargesAStallToEveryTransferThatWasDueInIt() throws Exception {
    byte[] page = page(100);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      CountDownLatch gate = server.stall();
      OpenLoop hundred = new OpenLoop(100, OpenLoop.Distribution.CONSTANT);
      Workload workload =
          new Workload(1, 0, Duration.ofMillis(600), Duration.ZERO, Duration.ZERO, hundred);
      LoadTest test = new LoadTest(LoadPlan.of(Target.of(server.address()), workload));
      LoadReport report =
          test.run(
              progress -> {
                if (progress.elapsedSeconds() > 0.35) {
                  gate.countDown();
                }
              },
              OFTEN);
      assertEquals(60, report.tally().transfers(), "every arrival, though there is one client");
      assertTrue(
          report.latencies().millis(Phase.TRANSFER, 70) > 100,
          "transfers that were due during the stall waited for its end");
    }
  }

  @Test
  void leavesTheWarmUpOut() throws Exception {
    byte[] page = page(2000);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Duration half = Duration.ofMillis(400);
      Workload workload = new Workload(4, 0, half.multipliedBy(2), Duration.ZERO, half, null);
      LoadReport report = run(LoadPlan.of(Target.of(server.address()), workload));
      long inTimeline = report.timeline().stream().mapToLong(Interval::transfers).sum();
      assertTrue(report.tally().transfers() > 0);
      assertTrue(report.tally().transfers() < inTimeline, "the timeline has the warm-up too");
      assertEquals(0.4, report.seconds(), 0.3);
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void reportsWhatThereIsWhenStopped() throws Exception {
    byte[] page = page(600);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Workload anHour = new Workload(3, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, null);
      LoadTest test = new LoadTest(LoadPlan.of(Target.of(server.address()), anHour));
      LoadReport report = test.run(progress -> test.stop(), OFTEN);
      assertTrue(report.partial());
      assertTrue(report.tally().transfers() > 0);
      assertEquals(0, report.tally().failures());
      assertTrue(report.seconds() < 10);
      assertBillAddsUp(report.tally());
    }
  }
}
