package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecyclingAllocatorTest {
  private static final int RECEIVED_BYTES = 1024;
  private static final int SENT_BYTES = 12;

  private final RecyclingAllocator allocator = new RecyclingAllocator();

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void givesOutTheSameBufferAgainEmpty() {
    ByteBuf first = allocator.directBuffer(RECEIVED_BYTES);
    first.writeLong(1).readInt();
    first.release();
    ByteBuf second = allocator.directBuffer(RECEIVED_BYTES);
    assertSame(first, second);
    assertEquals(0, second.readerIndex());
    assertEquals(0, second.writerIndex());
    assertTrue(second.isDirect());
    second.release();
  }

  @Test
  void leavesABufferToWhoStillHoldsIt() {
    ByteBuf held = allocator.directBuffer(RECEIVED_BYTES).writeLong(7);
    ByteBuf next = allocator.directBuffer(RECEIVED_BYTES).writeLong(8);
    assertNotSame(held, next);
    assertEquals(7, held.getLong(0));
    assertEquals(RECEIVED_BYTES, next.capacity());
    next.release();
    assertEquals(0, next.refCnt());
    held.release();
    assertSame(held, allocator.directBuffer(RECEIVED_BYTES), "which is free again");
    held.release();
  }

  @Test
  void makesNoGarbageOfWhatIsReceivedAndSentByTurns() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    receiveAndSend();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int turn = 0; turn < 1000; turn++) {
      receiveAndSend();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 10_000, "allocated " + allocated);
  }

  private void receiveAndSend() {
    ByteBuf received = allocator.directBuffer(RECEIVED_BYTES);
    allocator.directBuffer(SENT_BYTES, SENT_BYTES).release();
    received.release();
  }

  @Test
  void givesOutAsMuchRoomAsIsAskedFor() {
    for (int bytes = 1; bytes <= 5; bytes++) {
      ByteBuf buffer = allocator.directBuffer(bytes, 2 * bytes);
      assertEquals(bytes, buffer.capacity());
      assertEquals(2 * bytes, buffer.maxCapacity());
      buffer.release();
    }
  }

  @Test
  void keepsNothingOnceItIsClosed() {
    ByteBuf before = allocator.directBuffer(RECEIVED_BYTES);
    before.release();
    allocator.close();
    assertEquals(0, before.refCnt());
    ByteBuf after = allocator.directBuffer(RECEIVED_BYTES);
    after.release();
    assertEquals(0, after.refCnt());
  }
}
