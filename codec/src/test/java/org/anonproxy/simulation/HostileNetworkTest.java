package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.Test;

/** Does everything at once that a network can do to packets. */
final class HostileNetworkTest {
  private final PageVersions pages = PageVersions.ofSizes(7000, 3000);

  /** Draws other conditions for every seed. */
  private static LinkConditions.Builder conditions(SimulatedRandom random) {
    Duration start = Duration.ofMillis(random.below(2_000));
    LinkConditions.Builder builder =
        LinkConditions.builder()
            .delay(Duration.ofNanos(random.below(100_000_000)))
            .jitter(Duration.ofNanos(random.below(400_000_000)))
            .loss(random.below(20) / 100.0)
            .burst(random.below(5) / 100.0, 3)
            .duplication(random.below(40) / 100.0)
            .reordering(random.below(30) / 100.0, Duration.ofMillis(random.below(1_000)))
            .corruption(random.below(5) / 100.0)
            .blackout(start, start.plusMillis(random.below(1_500)));
    return random.chance(0.5) ? builder.rate(5_000 + random.below(50_000)).queue(3_000) : builder;
  }

  @Test
  void endsRightlyWhateverTheNetworkDoes() {
    for (int seed = 0; seed < 3000; seed++) {
      SimulatedRandom random = new SimulatedRandom(seed);
      RunningTransfer transfer =
          TransferSimulation.seeded(seed)
              .pages(pages)
              .toServer(conditions(random).build())
              .toClient(conditions(random).build())
              .begin();
      // The page is refreshed in the middle; no transfer may mix the versions.
      transfer.network().afterPacket(random.below(20), transfer.server()::refresh);
      Outcomes.assertConsistent(transfer.run(), "seed " + seed);
    }
  }

  /** Nothing in base mode notices such damage, so the page may be wrong, but nothing else. */
  @Test
  void endsAndStaysInBoundsWhenDamageGoesUnnoticed() {
    int completed = 0;
    for (int seed = 0; seed < 3000; seed++) {
      SimulatedRandom random = new SimulatedRandom(seed);
      LinkConditions bad = conditions(random).damage(0.05).truncation(0.03).build();
      TransferOutcome outcome =
          TransferSimulation.seeded(seed).pages(pages).links(bad).damaged().run();
      assertNotNull(outcome.clientReason(), () -> outcome.toString());
      completed += outcome.isCompleted() ? 1 : 0;
    }
    assertTrue(completed > 300, "completed " + completed);
  }

  /** Where only whole blocks are cut off clearly, partial acknowledgments repair it. */
  @Test
  void resumesBehindABlockThatWasCutOff() {
    for (int bytes : new int[] {1, 100, 400, 495}) {
      for (int k = 3; k < 3 + 2 * 13; k += 2) {
        TransferOutcome outcome = cutOff(k, PacketHeader.LENGTH_BYTES + bytes);
        Outcomes.assertCompletes(outcome, "packet " + k + " cut off at " + bytes);
      }
    }
  }

  private TransferOutcome cutOff(int packet, int bytes) {
    RunningTransfer transfer = TransferSimulation.seeded(0).pages(pages).begin();
    SimulatedNetwork network = transfer.network();
    network.watch(
        new Invariant("cuts off") {
          @Override
          protected void sent(Node from, Node to, ByteBuf datagram) {
            if (network.packets() == packet) {
              assertEquals(BaseMode.MAX_DATAGRAM_BYTES, datagram.readableBytes());
              datagram.writerIndex(bytes);
            }
          }
        });
    return transfer.run();
  }

  @Test
  void manyClientsShareABottleneck() {
    SimulatedNetwork network = new SimulatedNetwork(7, 0);
    Invariants.watchBaseMode(network, true);
    RetransmissionPolicy policy = RetransmissionPolicy.of(Duration.ofMillis(500), 10);
    Node server = network.join("server");
    LinkConditions narrow =
        LinkConditions.builder().delay(Duration.ofMillis(5)).rate(100_000).queue(8_000).build();
    Link up = network.link(LinkConditions.delayed(Duration.ofMillis(5)));
    Link down = network.link(narrow);
    PageListener listener = new PageListener(network.clock(), policy, pages, PageListener.keyed(7));
    network.start(server, listener);
    List<PageClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Node node = network.join("client " + i);
      network.connect(node, server, up);
      network.connect(server, node, down);
      clients.add(PageClient.lingering(server, 0, pages, policy, null, i * 1000));
      network.start(node, clients.get(i));
    }
    network.run();
    for (PageClient client : clients) {
      assertEquals(CloseReason.COMPLETED, client.closeReason());
      assertTrue(client.page().isWhole());
    }
    network.kill(server);
  }
}
