package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.Test;

/** Counts what a block costs the sender beside its pooled buffer. */
final class BlockAllocationTest {
  private static final int BLOCKS = 4_000;
  private static final int MAX_BYTES_PER_BLOCK = 64;

  private final ByteBufAllocator allocator = new AdaptiveByteBufAllocator(true);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void sendsBlocksWithoutGarbage() throws Exception {
    // Buffers are pooled on the threads of event loops only.
    EventExecutor eventLoop = new DefaultEventExecutor();
    long bytes = eventLoop.submit(this::bytesPerBlock).get();
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    assertTrue(bytes <= MAX_BYTES_PER_BLOCK, bytes + " bytes per block");
  }

  /** Leaves out what a buffer costs by itself, since all are watched for leaks here. */
  private long bytesPerBlock() {
    return garbageOf(this::transfer) - garbageOf(this::allocate);
  }

  private long garbageOf(Runnable blocks) {
    blocks.run();
    long before = threads.getCurrentThreadAllocatedBytes();
    blocks.run();
    return (threads.getCurrentThreadAllocatedBytes() - before) / BLOCKS;
  }

  private void allocate() {
    for (int i = 0; i < BLOCKS; i++) {
      allocator.directBuffer(BaseMode.MAX_DATAGRAM_BYTES, BaseMode.MAX_DATAGRAM_BYTES).release();
    }
  }

  private void transfer() {
    ByteBuf page = Unpooled.directBuffer().writeZero(BLOCKS * BaseMode.BLOCK_BYTES).asReadOnly();
    PageSender sender =
        PageSender.afterThirdPacket(0, RetransmissionPolicy.STANDARD, page, 100, 200);
    ByteBuf answer = BaseMode.bareDatagram(allocator, 0, 0, Flags.ACK);
    while (!sender.isOver()) {
      ByteBuf block = sender.pollDatagram(0, allocator);
      assertNotNull(block);
      int length = PacketHeader.payloadLength(block);
      answer.clear();
      PacketHeader.write(
          answer,
          PacketHeader.acknowledgmentNumber(block),
          PacketHeader.sequenceNumber(block) + length,
          Flags.ACK);
      block.release();
      sender.receive(0, answer);
    }
    answer.release();
  }
}
