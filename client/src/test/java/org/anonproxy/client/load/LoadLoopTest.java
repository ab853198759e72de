package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.anonproxy.client.load.Latencies.Phase;
import org.junit.jupiter.api.Test;

final class LoadLoopTest {
  @Test
  void makesNoNewHistogramsForEverySample() {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    LoadPlan plan = LoadPlan.of(Target.of(server), Workload.closed(1, 1));
    EmbeddedChannel channel = new EmbeddedChannel();
    LoadLoop loop =
        new LoadLoop(channel.eventLoop(), plan, new LoopShare(plan, 0), new ReferenceContent());
    loop.record(Phase.TRANSFER, loop.nanoTime());
    Latencies first = loop.sample().latencies();
    assertEquals(1, first.of(Phase.TRANSFER).getTotalCount());
    loop.record(Phase.TRANSFER, loop.nanoTime());
    assertEquals(1, first.of(Phase.TRANSFER).getTotalCount(), "left alone until the next sample");
    assertEquals(1, loop.sample().latencies().of(Phase.TRANSFER).getTotalCount());
    assertSame(first, loop.sample().latencies());
    assertEquals(0, first.of(Phase.TRANSFER).getTotalCount(), "empty when its turn comes again");
    channel.finishAndReleaseAll();
  }
}
