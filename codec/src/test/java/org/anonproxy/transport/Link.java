package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Joins a {@link PageReceiver} and a {@link PageSender} by a link of 10 ms each way that loses,
 * repeats and delays exactly the packets that a test names.
 */
final class Link {
  private static final int ISN = 12345;
  private static final int ISS = 100;
  private static final long LATENCY_NANOS = 10_000_000L;
  private static final int MAX_STEPS = 100_000;

  /** Names a direction. */
  enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  /** Says what happens to a packet: how much later than usual each of its copies arrives. */
  interface Fault {
    /** Carries every packet. */
    Fault NONE = (direction, index) -> List.of(Duration.ZERO);

    /**
     * Returns one delay per copy, so none for a packet that is lost.
     *
     * @param index counts the packets of a direction from 0
     */
    List<Duration> copies(Direction direction, int index);
  }

  /** Tells how a transfer went. */
  record Outcome(
      @Nullable CloseReason client,
      @Nullable CloseReason server,
      String receivedHex,
      List<TestPacket> toServer,
      List<TestPacket> toClient) {
    /** Returns how many packets with a block the server sent. */
    long dataPackets() {
      return toClient.stream().filter(TestPacket::carriesBlock).count();
    }
  }

  private record InFlight(long arrivalNanos, int order, Direction direction, TestPacket packet) {}

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final PriorityQueue<InFlight> inFlight;
  private final List<TestPacket> toServer = new ArrayList<>();
  private final List<TestPacket> toClient = new ArrayList<>();
  private final StringBuilder receivedHex = new StringBuilder();
  private final Fault fault;
  private final int isn;
  private final int iss;
  private final PageReceiver client;
  private final ByteBuf page;
  private @Nullable PageSender server;
  private @Nullable CloseReason clientReason;
  private @Nullable CloseReason serverReason;
  private long nowNanos;
  private int order;

  private Link(int pageBytes, Fault fault, long startNanos, int isn, int iss) {
    this.fault = fault;
    this.isn = isn;
    this.iss = iss;
    this.nowNanos = startNanos;
    this.inFlight =
        new PriorityQueue<>(
            Comparator.<InFlight>comparingLong(packet -> packet.arrivalNanos() - startNanos)
                .thenComparingInt(InFlight::order));
    this.page = TestPage.of(allocator, pageBytes);
    this.client = new PageReceiver(nowNanos, RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, isn);
  }

  /** Fetches a page over a link with this fault. */
  static Outcome fetch(int pageBytes, Fault fault) {
    return fetch(pageBytes, fault, 0, ISN, ISS);
  }

  static Outcome fetch(int pageBytes, Fault fault, long startNanos, int isn, int iss) {
    Link link = new Link(pageBytes, fault, startNanos, isn, iss);
    link.run();
    TestBuffers.assertEmpty(link.allocator);
    return new Outcome(
        link.clientReason,
        link.serverReason,
        link.receivedHex.toString(),
        link.toServer,
        link.toClient);
  }

  private void run() {
    settleClient();
    int steps = 0;
    while (step()) {
      steps++;
      assertTrue(steps < MAX_STEPS, "the transfer does not end");
    }
    page.release();
  }

  /** Does what comes next, a packet's arrival before a deadline; returns false at the very end. */
  private boolean step() {
    InFlight next = inFlight.peek();
    Connection due = earliest();
    if (next != null && (due == null || next.arrivalNanos() - due.deadlineNanos() <= 0)) {
      nowNanos = next.arrivalNanos();
      inFlight.remove();
      arrive(next);
      return true;
    }
    if (due == null) {
      return false;
    }
    nowNanos = due.deadlineNanos();
    due.timeout(nowNanos);
    settle();
    return true;
  }

  private @Nullable Connection earliest() {
    @Nullable Connection earliest = client.hasDeadline() ? client : null;
    PageSender sender = server;
    if (sender != null
        && sender.hasDeadline()
        && (earliest == null || sender.deadlineNanos() - earliest.deadlineNanos() < 0)) {
      return sender;
    }
    return earliest;
  }

  private void arrive(InFlight arriving) {
    ByteBuf datagram = arriving.packet().datagram(allocator);
    if (arriving.direction() == Direction.TO_CLIENT) {
      client.receive(nowNanos, datagram);
    } else if (server == null) {
      server =
          PageSender.afterSyn(
              nowNanos, RetransmissionPolicy.STANDARD, page.retainedDuplicate(), iss, isn, 12);
    } else {
      server.receive(nowNanos, datagram);
    }
    datagram.release();
    settle();
  }

  private void settle() {
    settleClient();
    PageSender sender = server;
    if (sender != null) {
      serverReason = settle(sender, Direction.TO_CLIENT, toClient, serverReason);
    }
  }

  private void settleClient() {
    clientReason = settle(client, Direction.TO_SERVER, toServer, clientReason);
  }

  private @Nullable CloseReason settle(
      Connection engine,
      Direction direction,
      List<TestPacket> sent,
      @Nullable CloseReason reasonSoFar) {
    @Nullable CloseReason reason = reasonSoFar;
    for (TransportEvent event = engine.pollEvent(); event != null; event = engine.pollEvent()) {
      if (event instanceof TransportEvent.Data data) {
        receivedHex.append(TestBuffers.takeHex(data.bytes()));
      } else if (event instanceof TransportEvent.Closed closed) {
        reason = closed.reason();
      }
    }
    for (ByteBuf datagram = engine.pollDatagram(nowNanos, allocator);
        datagram != null;
        datagram = engine.pollDatagram(nowNanos, allocator)) {
      TestPacket packet = TestPacket.of(datagram);
      datagram.release();
      for (Duration delay : fault.copies(direction, sent.size())) {
        long arrivalNanos = nowNanos + LATENCY_NANOS + delay.toNanos();
        inFlight.add(new InFlight(arrivalNanos, order++, direction, packet));
      }
      sent.add(packet);
    }
    return reason;
  }
}
