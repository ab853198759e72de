package org.anonproxy.client.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  /** Gives a server up that has not answered for a second. */
  private static final LoadPlan.Conduct IMPATIENT =
      new LoadPlan.Conduct(
          RetransmissionPolicy.of(Duration.ofSeconds(1), 0), Linger.AFTER_LOSS, true);

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
      assertTrue(report.fairnessJain() > 0.3 && report.fairnessJain() <= 1);
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
      assertTrue(tally.slow() > 0, "a fifth of the clients");
      assertTrue(
          report.latencies().of(Phase.TRANSFER).getTotalCount()
              <= tally.transfers() - tally.slow() + tally.abandoned());
      assertBillAddsUp(tally);
    }
  }

  @Test
  void abandonsTransfersAndNotHandshakes() throws Exception {
    for (int bytes : new int[] {100, 20_000}) {
      byte[] page = page(bytes);
      try (CountingServer server = new CountingServer(handshake -> page)) {
        Misbehaviour bad = new Misbehaviour(0, Duration.ZERO, 1, 0);
        LoadTally tally =
            run(LoadPlan.of(Target.of(server.address()), Workload.closed(3, 4))
                    .withMisbehaviour(bad))
                .tally();
        assertEquals(12, tally.transfers() + tally.abandoned());
        assertEquals(12, tally.started());
        assertTrue(tally.transfers() <= (bytes == 100 ? 3 : 0), "whose length nobody knew");
        assertEquals(12, server.begun(), "handshakes that were completed");
        assertBillAddsUp(tally);
      }
    }
  }

  @Test
  void goesOnFromAnotherPortWhenItLeavesTheServerWaiting() throws Exception {
    byte[] page = page(600);
    for (Misbehaviour bad :
        List.of(
            new Misbehaviour(0, Duration.ZERO, 0, 1), new Misbehaviour(0, Duration.ZERO, 1, 0))) {
      try (CountingServer server = new CountingServer(handshake -> page)) {
        LoadReport report =
            run(
                LoadPlan.of(Target.of(server.address()), Workload.closed(2, 5))
                    .withMisbehaviour(bad));
        assertEquals(10, report.tally().transfers() + report.tally().abandoned());
        assertTrue(server.peers() >= 8, "no port twice, but for transfers that ended well");
      }
    }
  }

  @Test
  void findsThatSomeClientsAreServedSlower() throws Exception {
    byte[] page = page(1000);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      server.delayEverySecond(200);
      LoadReport report = run(LoadPlan.of(Target.of(server.address()), Workload.closed(10, 1)));
      assertEquals(10, report.tally().transfers(), "all got the same number of bytes");
      assertTrue(report.fairnessJain() < 0.8, "but not as fast: " + report.fairnessJain());
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
  void waitsUntilTheClientsOfAClosedLoopGiveADeadServerUp() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      Workload half = new Workload(4, 0, HALF_A_SECOND, Duration.ZERO, Duration.ZERO, null);
      LoadTest test =
          new LoadTest(LoadPlan.of(Target.of(server.address()), half).withConduct(IMPATIENT));
      LoadReport report =
          test.run(
              progress -> {
                if (progress.interval().transfers() > 0) {
                  server.stall();
                }
              },
              OFTEN);
      assertTrue(report.tally().transfers() > 0);
      assertEquals(4, report.tally().failures(), "each client's last transfer");
      assertEquals(0, report.tally().unfinished());
      assertTrue(report.latencies().millis(Phase.TRANSFER, 100) > 400, "they waited, and longest");
      assertTrue(report.silentSeconds() > 0.4);
      assertFalse(report.partial());
      double inTimeline = report.timeline().stream().mapToDouble(Interval::seconds).sum();
      assertTrue(report.seconds() < inTimeline - 0.2, "the drain is not part of the time");
      assertTrue(report.seconds() >= 0.5);
      assertBillAddsUp(report.tally());
    }
  }

  @Test
  void reckonsRatesByWhatHappenedInTime() throws Exception {
    byte[] page = page(100);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      CountDownLatch gate = server.stall();
      Workload half = new Workload(4, 0, HALF_A_SECOND, Duration.ZERO, Duration.ZERO, null);
      LoadReport report =
          new LoadTest(LoadPlan.of(Target.of(server.address()), half))
              .run(
                  progress -> {
                    if (progress.elapsedSeconds() > 0.55) {
                      gate.countDown();
                    }
                  },
                  OFTEN);
      assertEquals(4, report.tally().transfers());
      assertEquals(0.0, report.transfersPerSecond(), "all ended after the duration");
      assertEquals(0.0, report.blocksPerSecond());
      assertEquals(4, report.latencies().of(Phase.TRANSFER).getTotalCount());
    }
  }

  @Test
  void countsTheWaitOfWhatAnInterruptionCutsOff() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      server.stall();
      Workload anHour = new Workload(3, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, null);
      LoadReport report = stopAfter(0.35, LoadPlan.of(Target.of(server.address()), anHour));
      assertEquals(3, report.tally().unfinished());
      assertEquals(0, report.tally().failures());
      for (Phase phase : Phase.values()) {
        assertEquals(3, report.latencies().of(phase).getTotalCount());
        assertTrue(report.latencies().millis(phase, 0) > 300);
      }
    }
  }

  @Test
  void countsTheWaitOfStartsThatFoundNoClientBeforeAnInterruption() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      server.stall();
      OpenLoop hundred = new OpenLoop(100, OpenLoop.Distribution.CONSTANT);
      Workload anHour =
          new Workload(1, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, hundred);
      LoadReport report = stopAfter(0.35, LoadPlan.of(Target.of(server.address()), anHour));
      LoadTally tally = report.tally();
      assertTrue(tally.unfinished() >= 35, "one began, the others waited");
      assertEquals(tally.unfinished(), tally.started());
      assertEquals(tally.started(), report.latencies().of(Phase.TRANSFER).getTotalCount());
      assertTrue(report.latencies().millis(Phase.TRANSFER, 50) > 150);
    }
  }

  private static LoadReport stopAfter(double seconds, LoadPlan plan)
      throws IOException, InterruptedException {
    LoadTest test = new LoadTest(plan);
    return test.run(
        progress -> {
          if (progress.elapsedSeconds() > seconds) {
            test.stop();
          }
        },
        OFTEN);
  }

  @Test
  void endsAtOnceWhenItIsStoppedBeforeItBegins() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      Workload anHour = new Workload(3, 0, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, null);
      LoadTest test = new LoadTest(LoadPlan.of(Target.of(server.address()), anHour));
      test.stop();
      assertTrue(test.run(LoadObserver.NONE, OFTEN).partial());
    }
  }

  @Test
  void measuresNothingWhenTheTestEndsInItsWarmUp() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      Workload early = new Workload(2, 1, null, Duration.ZERO, Duration.ofMinutes(1), null);
      LoadReport report = run(LoadPlan.of(Target.of(server.address()), early));
      assertTrue(report.isEmpty());
      assertEquals(0, report.tally().started());
      assertTrue(Double.isNaN(report.fairnessJain()));
    }
  }

  @Test
  void endsThoughThereAreMoreEventLoopsThanClients() throws Exception {
    try (CountingServer server = new CountingServer(handshake -> page(100))) {
      OpenLoop thousand = new OpenLoop(1000, OpenLoop.Distribution.CONSTANT);
      Workload workload = new Workload(2, 5, null, Duration.ZERO, Duration.ZERO, thousand);
      Target target = new Target(server.address(), List.of(), 1, DatagramTransport.AUTO, null, 3);
      LoadPlan plan = LoadPlan.of(target, workload);
      assertEquals(2, plan.target().loops());
      assertEquals(10, run(plan).tally().transfers());
    }
  }

  @Test
  void noticesThatItsOwnLoopIsHeldUp() throws Exception {
    byte[] page = page(2000);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      Workload half = new Workload(2, 0, HALF_A_SECOND, Duration.ZERO, Duration.ZERO, null);
      LoadReport report = run(LoadPlan.of(Target.of(server.address()), half).withTap(new HoldUp()));
      assertTrue(report.cost().isLate(), "late by " + report.cost().lagMillis());
    }
  }

  /** Keeps an event loop busy for a while with every datagram. */
  @ChannelHandler.Sharable
  private static final class HoldUp extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30);
      while (System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      context.fireChannelRead(message);
    }
  }

  @Test
  void leavesTheWarmUpOut() throws Exception {
    try (AnonServer server = serve(page(2000))) {
      Duration half = Duration.ofMillis(800);
      Workload workload = new Workload(4, 0, half.multipliedBy(2), Duration.ZERO, half, null);
      LoadPlan.Conduct prompt =
          new LoadPlan.Conduct(RetransmissionPolicy.STANDARD, Linger.of(Duration.ZERO), true);
      Impairment twice = new Impairment(0, 1, 0, 0, Duration.ZERO, Duration.ZERO);
      LoadReport report =
          run(
              LoadPlan.of(Target.of(server.address()), workload)
                  .withImpairment(twice)
                  .withConduct(prompt));
      LoadTally tally = report.tally();
      long inTimeline = report.timeline().stream().mapToLong(Interval::transfers).sum();
      assertTrue(tally.transfers() > 0);
      assertTrue(tally.transfers() <= inTimeline, "the timeline has the warm-up too");
      assertTrue(report.seconds() < 1.4, "of 1.6");
      assertEquals(
          tally.started(), tally.transfers() + tally.failures(), "those that ran began here");
      assertTrue(report.impaired().duplicated() > 0);
      assertTrue(
          report.impaired().duplicated() < tally.wireDatagrams(), "about two of three of these");
      assertBillAddsUp(tally);
    }
  }

  @Test
  void leavesOutTheWaitOfTransfersThatWereToStartInTheWarmUp() throws Exception {
    byte[] page = page(100);
    try (CountingServer server = new CountingServer(handshake -> page)) {
      CountDownLatch gate = server.stall();
      Duration warmUp = Duration.ofMillis(800);
      Workload workload = new Workload(4, 0, warmUp.plusMillis(1700), Duration.ZERO, warmUp, null);
      LoadReport report =
          new LoadTest(LoadPlan.of(Target.of(server.address()), workload))
              .run(
                  progress -> {
                    if (progress.elapsedSeconds() > 0.95) {
                      gate.countDown();
                    }
                  },
                  OFTEN);
      assertEquals(
          report.tally().transfers() - 4,
          report.latencies().of(Phase.TRANSFER).getTotalCount(),
          "all but the first four, which were to start at once");
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
