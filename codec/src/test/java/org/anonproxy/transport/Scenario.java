package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Plays one engine's peer, its network and its clock, in tests that read like the protocol:
 *
 * <pre>{@code
 * sender.serves(5).expectSent(synAck(100, 12346));
 * sender.at(seconds(1)).expectSent(synAck(100, 12346));
 * }</pre>
 *
 * <p>It is strict by itself: time does not pass, and no test ends, over a datagram that was sent
 * and not expected; a timeout called too early must change nothing; and at the end every buffer
 * must have been released.
 *
 * @param <S> the scenario's own type
 */
abstract class Scenario<S extends Scenario<S>> implements AfterEachCallback {
  private static final int MAX_STEPS = 10_000;

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  final StringBuilder receivedHex = new StringBuilder();
  private final List<TestPacket> sent = new ArrayList<>();
  private final List<TransportEvent> events = new ArrayList<>();
  RetransmissionPolicy policy = RetransmissionPolicy.STANDARD;
  long isn = 12345;
  long iss = 100;
  private long startNanos;
  private long nowNanos;
  private @Nullable Connection connection;

  abstract S self();

  /** Sets the time on the clock at the scenario's beginning. */
  S startingAt(long clockNanos) {
    startNanos = clockNanos;
    nowNanos = clockNanos;
    return self();
  }

  S withRetries(int retries) {
    policy = new RetransmissionPolicy(policy.minRtoNanos(), retries);
    return self();
  }

  S withMinRto(Duration minRto) {
    policy = RetransmissionPolicy.of(minRto, policy.maxRetransmissions());
    return self();
  }

  /** Sets the initial sequence numbers of client and server. */
  S withNumbers(long clientIsn, long serverIss) {
    isn = clientIsn;
    iss = serverIss;
    return self();
  }

  S begin(Connection begun) {
    connection = begun;
    settle();
    return self();
  }

  final Connection engine() {
    Connection begun = connection;
    if (begun == null) {
      throw new IllegalStateException("the scenario has not begun");
    }
    return begun;
  }

  final long nowNanos() {
    return nowNanos;
  }

  /** Delivers a packet of the peer. */
  S receives(TestPacket packet) {
    deliver(packet);
    return self();
  }

  /** Delivers a packet of the peer that the engine must judge as {@code expected}. */
  S receives(TestPacket packet, Disposition expected) {
    assertEquals(expected, deliver(packet), packet::toString);
    return self();
  }

  /** Delivers a packet of the peer and returns the engine's judgement. */
  Disposition judges(TestPacket packet) {
    return deliver(packet);
  }

  private Disposition deliver(TestPacket packet) {
    ByteBuf datagram = packet.datagram(allocator);
    try {
      Disposition disposition = engine().receive(nowNanos, datagram);
      assertEquals(12 + packet.payloadLength(), datagram.readableBytes(), "left alone");
      settle();
      return disposition;
    } finally {
      datagram.release();
    }
  }

  /** Lets the time pass in silence, and then serves what is due at {@code sinceStart} exactly. */
  S at(Duration sinceStart) {
    expectNothingSent();
    passUntil(sinceStart.toNanos() - 1);
    expectNothingSent();
    passUntil(sinceStart.toNanos());
    return self();
  }

  /** Lets the time pass, up to and including {@code sinceStart}, in which nothing may be sent. */
  S expectSilenceUntil(Duration sinceStart) {
    expectNothingSent();
    passUntil(sinceStart.toNanos());
    return expectNothingSent();
  }

  /** Expects exactly these packets to have been sent since the last expectation. */
  S expectSent(TestPacket... packets) {
    assertEquals(List.of(packets), sent);
    sent.clear();
    return self();
  }

  /** Returns what was sent since the last expectation as the packet log has it, or a dash. */
  String takeSentAsLogged() {
    String logged = sent.stream().map(TestPacket::logged).collect(Collectors.joining(", "));
    sent.clear();
    return logged.isEmpty() ? "-" : logged;
  }

  /** Lets the time pass, whatever is sent meanwhile. */
  S passMillis(long millis) {
    passUntil(nowNanos - startNanos + millis * 1_000_000);
    return self();
  }

  /** Forgets what was sent and reported so far. */
  void clear() {
    sent.clear();
    events.clear();
  }

  /** Returns why the conversation ended since the last expectation, or a dash. */
  String takeCloseReason() {
    String reason = "-";
    for (TransportEvent event : events) {
      if (event instanceof TransportEvent.Closed closed) {
        reason = closed.reason().name();
      }
    }
    events.clear();
    return reason;
  }

  /** Ends a scenario that JUnit does not end: nothing may be left to send, nor any buffer. */
  void end() {
    abort(CloseReason.SHUTDOWN);
    expectNothingSent();
    TestBuffers.assertEmpty(allocator);
  }

  /** Lets the time pass to the engine's next deadline, if it has one. */
  void passToDeadline() {
    if (engine().hasDeadline()) {
      passUntil(engine().deadlineNanos() - startNanos);
    }
  }

  S expectNothingSent() {
    return expectSent();
  }

  /** Expects exactly these events, without the data ones, since the last expectation. */
  S expectEvents(TransportEvent... expected) {
    assertEquals(List.of(expected), events);
    events.clear();
    return self();
  }

  S expectClosed(CloseReason reason) {
    assertEquals(new TransportEvent.Closed(reason), events.get(events.size() - 1));
    return self();
  }

  S expectOpen() {
    assertTrue(events.stream().noneMatch(TransportEvent.Closed.class::isInstance), "open");
    return self();
  }

  S abort(CloseReason reason) {
    engine().abort(reason);
    settle();
    return self();
  }

  private void passUntil(long sinceStartNanos) {
    long endNanos = startNanos + sinceStartNanos;
    assertTrue(endNanos - nowNanos >= 0, "time does not go back");
    for (int step = 0; engine().hasDeadline() && engine().deadlineNanos() - endNanos <= 0; step++) {
      assertTrue(step < MAX_STEPS, "the engine's time does not pass");
      long deadlineNanos = engine().deadlineNanos();
      if (deadlineNanos - 1 - nowNanos >= 0) {
        callTooEarly(deadlineNanos - 1);
        nowNanos = deadlineNanos;
      }
      engine().timeout(nowNanos);
      settle();
    }
    nowNanos = endNanos;
  }

  private void callTooEarly(long earlyNanos) {
    int sentBefore = sent.size();
    long deadlineNanos = engine().deadlineNanos();
    nowNanos = earlyNanos;
    engine().timeout(nowNanos);
    settle();
    assertEquals(sentBefore, sent.size(), "a timeout before the deadline sends nothing");
    assertEquals(deadlineNanos, engine().deadlineNanos(), "nor does it move the deadline");
  }

  private void settle() {
    for (TransportEvent event = engine().pollEvent(); event != null; event = engine().pollEvent()) {
      if (event instanceof TransportEvent.Data data) {
        receivedHex.append(TestBuffers.takeHex(data.bytes()));
      } else {
        events.add(event);
      }
    }
    for (ByteBuf datagram = engine().pollDatagram(nowNanos, allocator);
        datagram != null;
        datagram = engine().pollDatagram(nowNanos, allocator)) {
      assertTrue(datagram.readableBytes() <= 524, "no datagram of base mode exceeds 524 bytes");
      sent.add(TestPacket.of(datagram));
      datagram.release();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (connection != null) {
      abort(CloseReason.SHUTDOWN);
    }
    if (context.getExecutionException().isEmpty()) {
      expectNothingSent();
    }
    TestBuffers.assertEmpty(allocator);
  }
}
