package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PageReceiverLongStreamTest {
  private static final int ISN = 12345;
  private static final int ISS = 100;

  private final PageReceiver receiver =
      new PageReceiver(0, RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, ISN);
  // Leak tracking would make four million packets slow.
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final ByteBuf datagram = allocator.buffer(BaseMode.MAX_DATAGRAM_BYTES);

  @AfterEach
  void releasesEverything() {
    datagram.release();
    TestBuffers.assertEmpty(allocator);
  }

  @Test
  void answersDuplicatesBeyondHalfTheSequenceSpace() {
    receive(ISS, Flags.SYN_ACK, 0);
    long blocks = (1L << 31) / BaseMode.BLOCK_BYTES + 2;
    int next = ISS + 1;
    for (long block = 0; block < blocks; block++, next += BaseMode.BLOCK_BYTES) {
      receive(next, Flags.ACK, BaseMode.BLOCK_BYTES);
    }
    assertEquals(blocks * BaseMode.BLOCK_BYTES, receiver.receivedBytes());

    ByteBuf overtaken = receiver.pollDatagram(0, allocator);
    assertNotNull(overtaken);
    overtaken.release();

    Disposition repeated = receive(next - BaseMode.BLOCK_BYTES, Flags.ACK, BaseMode.BLOCK_BYTES);

    assertEquals(Disposition.DUPLICATE, repeated);
    ByteBuf answer = receiver.pollDatagram(0, allocator);
    assertNotNull(answer);
    assertEquals(TestPacket.ack(ISN + 1, next), TestPacket.of(answer));
    answer.release();
  }

  private Disposition receive(int sequenceNumber, int flags, int length) {
    datagram.clear();
    PacketHeader.write(datagram, sequenceNumber, ISN + 1, flags);
    datagram.writerIndex(PacketHeader.LENGTH_BYTES + length);
    Disposition disposition = receiver.receive(0, datagram);
    for (TransportEvent event = receiver.pollEvent(); event != null; event = receiver.pollEvent()) {
      if (event instanceof TransportEvent.Data data) {
        data.bytes().release();
      }
    }
    return disposition;
  }
}
