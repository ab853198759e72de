package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.Test;

final class MisbehavingReceiverTest {
  private static final long MILLI = 1_000_000;
  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  private static MisbehavingReceiver receiver(long lateMillis, boolean withholdsFinalAck) {
    PageReceiver receiver =
        new PageReceiver(0, RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, 500);
    return new MisbehavingReceiver(receiver, lateMillis * MILLI, withholdsFinalAck);
  }

  private static int sentFlags(MisbehavingReceiver receiver, long nowNanos) {
    ByteBuf datagram = receiver.pollDatagram(nowNanos, ALLOCATOR);
    if (datagram == null) {
      return -1;
    }
    int flags = PacketHeader.flags(datagram);
    datagram.release();
    return flags;
  }

  private static void receive(MisbehavingReceiver receiver, int seq, int ack, int flags) {
    ByteBuf datagram = Unpooled.buffer(12);
    PacketHeader.write(datagram, seq, ack, flags);
    receiver.receive(0, datagram);
    datagram.release();
    TransportEvent event = receiver.pollEvent();
    while (event != null) {
      event = receiver.pollEvent();
    }
  }

  @Test
  void sendsEveryPacketLate() {
    MisbehavingReceiver receiver = receiver(200, false);
    assertEquals(-1, sentFlags(receiver, 0));
    assertEquals(200 * MILLI, receiver.deadlineNanos());
    assertEquals(-1, sentFlags(receiver, 200 * MILLI - 1));
    assertEquals(Flags.SYN, sentFlags(receiver, 200 * MILLI));
    assertEquals(1000 * MILLI, receiver.deadlineNanos(), "the engine's own timer");
  }

  @Test
  void stillSendsTheLatePacketOfAConversationThatIsOver() {
    MisbehavingReceiver receiver = receiver(50, false);
    assertEquals(-1, sentFlags(receiver, 0));
    assertEquals(Flags.SYN, sentFlags(receiver, 50 * MILLI));
    receive(receiver, 100, 501, Flags.SYN_ACK);
    receive(receiver, 101, 502, Flags.FIN);
    assertEquals(-1, sentFlags(receiver, 0));
    assertTrue(receiver.hasDeadline());
    assertEquals(Flags.FIN_ACK, sentFlags(receiver, 50 * MILLI));
    assertFalse(receiver.hasDeadline());
  }

  @Test
  void neverAnswersTheLastBlock() {
    MisbehavingReceiver receiver = receiver(0, true);
    assertEquals(Flags.SYN, sentFlags(receiver, 0));
    receive(receiver, 100, 501, Flags.SYN_ACK);
    assertEquals(Flags.ACK, sentFlags(receiver, 0));
    receive(receiver, 101, 502, Flags.FIN);
    assertNull(receiver.pollDatagram(0, ALLOCATOR));
    assertFalse(receiver.hasDeadline());
  }

  @Test
  void releasesWhatItHoldsWhenAborted() {
    MisbehavingReceiver receiver = receiver(200, false);
    assertEquals(-1, sentFlags(receiver, 0));
    receiver.abort(CloseReason.SHUTDOWN);
    assertEquals(-1, sentFlags(receiver, 1000 * MILLI));
    assertFalse(receiver.hasDeadline());
  }
}
