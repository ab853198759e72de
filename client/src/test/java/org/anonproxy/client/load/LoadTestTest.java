package org.anonproxy.client.load;

import static org.anonproxy.client.load.LoadScenario.HALF_A_SECOND;
import static org.anonproxy.client.load.LoadScenario.assertBillAddsUp;
import static org.anonproxy.client.load.LoadScenario.page;
import static org.anonproxy.client.load.LoadScenario.run;
import static org.anonproxy.client.load.LoadScenario.serve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.anonproxy.client.load.Latencies.Phase;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.server.AnonServer;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;

/** Runs whole load tests on loopback. */
final class LoadTestTest {
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
    try (CountingServer server = new CountingServer(LoadScenario::page)) {
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
}
