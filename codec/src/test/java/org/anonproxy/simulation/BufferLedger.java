package org.anonproxy.simulation;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * Allocates the buffers of one simulation on the heap and counts those not yet released. Unlike the
 * test classes' leak check it takes no stack trace per buffer, which a million runs cannot afford.
 */
final class BufferLedger extends AbstractByteBufAllocator {
  private int open;

  BufferLedger() {
    super(false);
  }

  /** Returns the number of buffers that somebody still holds. */
  int open() {
    return open;
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return new Counted(initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return new Counted(initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  private final class Counted extends UnpooledHeapByteBuf {
    Counted(int initialCapacity, int maxCapacity) {
      super(BufferLedger.this, initialCapacity, maxCapacity);
      open++;
    }

    @Override
    protected void deallocate() {
      open--;
      super.deallocate();
    }
  }
}
