package org.anonproxy.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagProbeTest {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final List<Long> lagsMillis = new ArrayList<>();
  private final LagProbe probe =
      new LagProbe(
          channel.eventLoop(), nanos -> lagsMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos)));

  private void pass(long millis) {
    ticker.advance(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void tellsHowLateTimersAre() {
    probe.begin();
    pass(100);
    pass(130);
    pass(99);
    assertEquals(List.of(0L, 30L), lagsMillis);
    pass(1);
    assertEquals(List.of(0L, 30L, 0L), lagsMillis);
    assertEquals(30, TimeUnit.NANOSECONDS.toMillis(probe.takeWorstNanos()));
    assertEquals(0, probe.takeWorstNanos());
    channel.finishAndReleaseAll();
  }
}
