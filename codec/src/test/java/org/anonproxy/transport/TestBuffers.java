package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Takes buffers apart and accounts for them. */
final class TestBuffers {
  private TestBuffers() {}

  /** Returns the buffer's bytes in hexadecimal and releases it. */
  static String takeHex(ByteBuf buffer) {
    try {
      return ByteBufUtil.hexDump(buffer);
    } finally {
      buffer.release();
    }
  }

  /** Asserts that everything that was ever allocated there has been released. */
  static void assertEmpty(UnpooledByteBufAllocator allocator) {
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct bytes not released");
    assertEquals(0, allocator.metric().usedHeapMemory(), "heap bytes not released");
  }
}
