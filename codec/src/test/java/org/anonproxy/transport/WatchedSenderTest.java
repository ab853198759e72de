package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plays peers that acknowledge block after block, in time for every timer, but slowly. */
class WatchedSenderTest {
  private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long START_NANOS = Long.MAX_VALUE - 30 * SECOND_NANOS;

  private long nowNanos = START_NANOS;

  private WatchedSender watched(int pageBytes, ProgressLimits limits) {
    return new WatchedSender(
        nowNanos,
        PageSender.afterThirdPacket(
            nowNanos, RetransmissionPolicy.STANDARD, Unpooled.buffer().writeZero(pageBytes), 0, 0),
        limits);
  }

  /** Acknowledges a block every {@code pauseNanos} and returns how the conversation ends. */
  private CloseReason acknowledgeEvery(long pauseNanos, WatchedSender sender) {
    for (int blocks = 0; blocks < 1_000_000; blocks++) {
      ByteBuf block = sender.pollDatagram(nowNanos, ALLOCATOR);
      assertNotNull(block);
      long answerNanos = nowNanos + pauseNanos;
      while (sender.hasDeadline() && sender.deadlineNanos() - answerNanos < 0) {
        nowNanos = sender.deadlineNanos();
        sender.timeout(nowNanos);
      }
      nowNanos = answerNanos;
      ByteBuf answer =
          BaseMode.bareDatagram(
              ALLOCATOR,
              PacketHeader.acknowledgmentNumber(block),
              PacketHeader.sequenceNumber(block) + PacketHeader.payloadLength(block),
              Flags.ACK);
      sender.receive(nowNanos, answer);
      answer.release();
      block.release();
      CloseReason reason = closeReason(sender);
      if (reason != null) {
        return reason;
      }
    }
    throw new AssertionError("the conversation never ended");
  }

  private long elapsedSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(nowNanos - START_NANOS);
  }

  private static @Nullable CloseReason closeReason(WatchedSender sender) {
    for (TransportEvent event = sender.pollEvent(); event != null; event = sender.pollEvent()) {
      if (event instanceof TransportEvent.Closed closed) {
        return closed.reason();
      }
    }
    return null;
  }

  @Test
  void endsAConversationThatIsTooSlowForAMinute() {
    // A block every 300 ms is 1,706 bytes per second.
    WatchedSender sender = watched(1 << 20, ProgressLimits.of(1_800, Duration.ofHours(1)));
    assertEquals(CloseReason.TOO_SLOW, acknowledgeEvery(300_000_000L, sender));
    assertEquals(60, elapsedSeconds());
    assertFalse(sender.hasDeadline());
  }

  @Test
  void letsAConversationGoOnThatIsJustFastEnough() {
    WatchedSender sender = watched(1 << 20, ProgressLimits.of(1_600, Duration.ofHours(1)));
    assertEquals(CloseReason.COMPLETED, acknowledgeEvery(300_000_000L, sender));
    assertTrue(elapsedSeconds() > 600);
  }

  @Test
  void endsAConversationThatLastsTooLong() {
    WatchedSender sender = watched(1 << 20, ProgressLimits.of(0, Duration.ofSeconds(90)));
    assertEquals(CloseReason.LIFETIME_EXCEEDED, acknowledgeEvery(300_000_000L, sender));
    assertEquals(90, elapsedSeconds());
  }

  @Test
  void letsTheRetransmissionTimerWork() {
    WatchedSender sender = watched(5, ProgressLimits.STANDARD);
    assertEquals(START_NANOS + SECOND_NANOS, sender.deadlineNanos());
    assertEquals(CloseReason.UNCONFIRMED, acknowledgeNever(sender));
  }

  private CloseReason acknowledgeNever(WatchedSender sender) {
    CloseReason reason = null;
    while (reason == null) {
      ByteBuf block = sender.pollDatagram(nowNanos, ALLOCATOR);
      if (block != null) {
        block.release();
      }
      nowNanos = sender.deadlineNanos();
      sender.timeout(nowNanos);
      reason = closeReason(sender);
    }
    return reason;
  }
}
