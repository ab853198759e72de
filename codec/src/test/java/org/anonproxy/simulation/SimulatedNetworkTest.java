package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.Test;

/** Tests the simulator without any engine in it. */
final class SimulatedNetworkTest {
  private static final long MILLISECOND = 1_000_000;

  private final SimulatedNetwork network = new SimulatedNetwork(1, Long.MAX_VALUE);
  private final Node left = network.join("left");
  private final Node right = network.join("right");

  private void connect(LinkConditions conditions) {
    network.connect(left, right, network.link(conditions));
    network.connect(right, left, network.link(conditions));
  }

  /** Counts what it gets back down to zero, and sends on its timer whatever happens. */
  private final class Player extends StubEndpoint {
    private final List<Long> times = new ArrayList<>();
    private long deadlineNanos = network.clock().nanoTime() + 10 * MILLISECOND;
    private int serves;

    Player(Node peer, int serves) {
      super(peer);
      this.serves = serves;
    }

    @Override
    public void receive(long nowNanos, Node source, ByteBuf datagram) {
      times.add(network.clock().elapsedNanos());
      int rest = PacketHeader.sequenceNumber(datagram);
      if (rest > 0) {
        send(rest - 1, 0, Flags.ACK);
      }
    }

    @Override
    public boolean hasDeadline() {
      return serves > 0;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void timeout(long nowNanos) {
      if (deadlineNanos - nowNanos <= 0) {
        serves--;
        deadlineNanos += 10 * MILLISECOND;
        send(5, 0, Flags.ACK);
      }
    }
  }

  @Test
  void traceIsGolden() {
    connect(LinkConditions.delayed(Duration.ofMillis(1)));
    Player server = new Player(right, 1);
    network.start(left, server);
    network.start(right, new Player(left, 0));
    network.at(13 * MILLISECOND, () -> network.freeze(left, 2 * MILLISECOND));
    network.at(15_500_000, () -> network.kill(right));
    network.run();
    assertEquals(
        """
           0.000000000 s  START      left
           0.000000000 s  START      right
           0.010000000 s  TIMER      left
           0.010000000 s  SEND       left > right: 5 0 ACK (12 bytes)
           0.011000000 s  RECV       left > right: 5 0 ACK (12 bytes)
           0.011000000 s  SEND       right > left: 4 0 ACK (12 bytes)
           0.012000000 s  RECV       right > left: 4 0 ACK (12 bytes)
           0.012000000 s  SEND       left > right: 3 0 ACK (12 bytes)
           0.013000000 s  FREEZE     left
           0.013000000 s  RECV       left > right: 3 0 ACK (12 bytes)
           0.013000000 s  SEND       right > left: 2 0 ACK (12 bytes)
           0.015000000 s  THAW       left
           0.015000000 s  RECV       right > left: 2 0 ACK (12 bytes)
           0.015000000 s  SEND       left > right: 1 0 ACK (12 bytes)
           0.015500000 s  DEATH      right
           0.016000000 s  NOBODY     left > right: 1 0 ACK (12 bytes)
        """,
        network.trace().toString());
    assertEquals(-4546980787993821789L, network.trace().hash());
  }

  @Test
  void traceOfABadNetworkIsGolden() {
    connect(
        LinkConditions.builder()
            .loss(0.1)
            .burst(0.05, 3)
            .duplication(0.2)
            .reordering(0.2, Duration.ofMillis(3))
            .corruption(0.05)
            .damage(0.05)
            .truncation(0.05)
            .delay(Duration.ofMillis(2))
            .jitter(Duration.ofMillis(5))
            .rate(10_000)
            .queue(400)
            .blackout(Duration.ofMillis(500), Duration.ofMillis(700))
            .build());
    // Damaged numbers would be counted down for ever, so nobody answers.
    network.start(left, new Sender(right, 200));
    network.start(right, new Sender(left, 200));
    network.run();
    assertEquals(400, network.packets());
    assertEquals(-9185057973862458137L, network.trace().hash());
    assertEquals(0, network.strayBuffers());
  }

  /** Sends on its timer and answers nothing. */
  private final class Sender extends StubEndpoint {
    private long deadlineNanos = network.clock().nanoTime() + 10 * MILLISECOND;
    private int packets;

    Sender(Node peer, int packets) {
      super(peer);
      this.packets = packets;
    }

    @Override
    public boolean hasDeadline() {
      return packets > 0;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void timeout(long nowNanos) {
      if (deadlineNanos - nowNanos <= 0) {
        deadlineNanos += 10 * MILLISECOND;
        send(packets--, 0, Flags.ACK);
      }
    }
  }

  @Test
  void arrivalsComeBeforeTimersOfTheSameTime() {
    connect(LinkConditions.delayed(Duration.ofMillis(10)));
    StubEndpoint early = new StubEndpoint(right);
    early.send(0, 0, Flags.ACK);
    Player player = new Player(left, 1);
    network.start(right, player);
    network.start(left, early);
    network.run();
    String trace = network.trace().toString();
    int arrival = trace.indexOf("RECV       left > right");
    int timer = trace.indexOf("TIMER");
    assertEquals(true, arrival >= 0 && arrival < timer, trace);
    assertEquals(List.of(10 * MILLISECOND), player.times);
  }

  @Test
  void refusesToSendWhereNoLinkLeads() {
    StubEndpoint lost = new StubEndpoint(right);
    lost.send(0, 0, Flags.ACK);
    assertThrows(InvariantViolation.class, () -> network.start(left, lost));
  }
}
