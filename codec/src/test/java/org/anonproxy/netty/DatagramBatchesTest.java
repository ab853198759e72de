package org.anonproxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.UncheckedBooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads as Netty's epoll channel does. */
class DatagramBatchesTest {
  private static final int DATAGRAM_BYTES = 100;
  private static final int DATAGRAMS_PER_BUFFER = 4;
  private static final int MAX_MESSAGES_PER_READ = 8;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private ExtendedHandle handle;

  @BeforeEach
  void beginABatch() {
    DatagramBatches batches =
        new DatagramBatches(DATAGRAMS_PER_BUFFER * DATAGRAM_BYTES, MAX_MESSAGES_PER_READ);
    handle = (ExtendedHandle) batches.newHandle();
    handle.reset(channel.config());
  }

  private boolean continuesAfter(int datagrams) {
    ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
    handle.attemptedBytesRead(buffer.writableBytes());
    buffer.release();
    handle.lastBytesRead(datagrams * DATAGRAM_BYTES);
    handle.incMessagesRead(datagrams);
    return handle.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
  }

  @Test
  void givesBuffersForSeveralDatagrams() {
    ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
    assertEquals(DATAGRAMS_PER_BUFFER * DATAGRAM_BYTES, buffer.capacity());
    buffer.release();
  }

  @Test
  void asksAgainAfterAFullBuffer() {
    assertTrue(continuesAfter(DATAGRAMS_PER_BUFFER));
  }

  @Test
  void endsTheBatchWithABufferThatIsNotFull() {
    assertTrue(continuesAfter(DATAGRAMS_PER_BUFFER));
    assertFalse(continuesAfter(DATAGRAMS_PER_BUFFER - 1));
  }

  @Test
  void endsTheBatchAfterTheMostDatagrams() {
    assertTrue(continuesAfter(DATAGRAMS_PER_BUFFER));
    assertFalse(continuesAfter(DATAGRAMS_PER_BUFFER), "others are waiting for their turn");
  }

  @Test
  void readsNothingMoreWhenNobodyWantsIt() {
    channel.config().setAutoRead(false);
    assertFalse(continuesAfter(DATAGRAMS_PER_BUFFER));
  }
}
