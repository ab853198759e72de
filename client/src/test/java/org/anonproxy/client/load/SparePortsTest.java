package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SparePortsTest {
  private static final long REST = 12_000;
  private static final long NOW = Math.subtractExact(Long.MAX_VALUE, REST / 2);

  private final EventLoop eventLoop = new DefaultEventLoop();
  private final LoadPlan plan =
      LoadPlan.of(
          Target.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)),
          Workload.closed(1, 1));
  private final LoadLoop loop =
      new LoadLoop(eventLoop, plan, new LoopShare(plan, 0), new ReferenceContent());
  private final List<ClientPort> opened = new ArrayList<>();

  @AfterEach
  void endLoop() {
    Future<?> unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private ClientPort newPort() {
    return new ClientPort(loop, new WireMeter(loop::tally, loop::isMeasuring, false), null);
  }

  private ClientPort open() {
    ClientPort port = newPort();
    opened.add(port);
    return port;
  }

  @Test
  void opensAPortWhileTheOthersRestAndUsesThemAgainAfterwards() {
    SparePorts spares = new SparePorts(this::open, 10, REST);
    ClientPort first = newPort();
    ClientPort second = spares.exchange(first, NOW);
    ClientPort third = spares.exchange(second, NOW + 1);
    assertEquals(List.of(second, third), opened);
    assertSame(first, spares.exchange(third, NOW + REST));
    assertSame(second, spares.exchange(first, NOW + REST + 1));
    assertNotSame(
        third, spares.exchange(second, NOW + REST + 2), "it rests since the last but two");
    assertEquals(3, opened.size());
  }

  @Test
  void usesThePortThatHasRestedLongestWhenTheSystemAllowsNoMore() {
    SparePorts spares = new SparePorts(this::open, 1, REST);
    ClientPort first = newPort();
    ClientPort second = spares.exchange(first, NOW);
    assertSame(first, spares.exchange(second, NOW + 1));
    assertSame(second, spares.exchange(first, NOW + 2));
  }
}
