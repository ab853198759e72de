package org.anonproxy.client.load;

import static org.anonproxy.client.load.LoadScenario.assertBillAddsUp;
import static org.anonproxy.client.load.LoadScenario.page;
import static org.anonproxy.client.load.LoadScenario.run;
import static org.anonproxy.client.load.LoadScenario.serve;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ServerLoop;
import org.anonproxy.server.session.DatagramTotals;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;

/** Holds the bytes of whole load tests against what their servers counted. */
final class ByteBillTest {
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
}
