package org.anonproxy.client.load;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the same direct buffers again and again, one for each of a few sizes: a port handles
 * one datagram at a time, and has done with it before the next port's turn. While somebody holds
 * such a buffer, as a link does that delays a datagram, others come from Netty's pool.
 *
 * <p>Thread: its loop's; {@link #close} when the loop has ended.
 */
final class RecyclingAllocator extends AbstractByteBufAllocator implements AutoCloseable {
  /** What is received, and what is sent. */
  private static final int SIZES = 2;

  /** Not watched for leaks, which would cost each use of a buffer that happened to be picked. */
  private static final ByteBufAllocator LASTING = new UnpooledByteBufAllocator(true, true);

  private final @Nullable ByteBuf[] buffers = new ByteBuf[SIZES];
  private int next;
  private boolean closed;

  /** Creates an allocator without a buffer. */
  RecyclingAllocator() {}

  @Override
  protected ByteBuf newDirectBuffer(int initialBytes, int maxBytes) {
    for (int index = 0; index < SIZES; index++) {
      ByteBuf buffer = buffers[index];
      if (buffer != null && buffer.capacity() == initialBytes && buffer.maxCapacity() == maxBytes) {
        return buffer.refCnt() == 1
            ? buffer.clear().retain()
            : ByteBufAllocator.DEFAULT.directBuffer(initialBytes, maxBytes);
      }
    }
    next = (next + 1) % SIZES;
    return replace(next, initialBytes, maxBytes);
  }

  private ByteBuf replace(int index, int initialBytes, int maxBytes) {
    ByteBuf fresh = LASTING.directBuffer(initialBytes, maxBytes);
    if (closed) {
      return fresh;
    }
    release(index);
    buffers[index] = fresh;
    return fresh.retain();
  }

  private void release(int index) {
    ByteBuf buffer = buffers[index];
    if (buffer != null) {
      buffer.release();
      buffers[index] = null;
    }
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialBytes, int maxBytes) {
    return ByteBufAllocator.DEFAULT.heapBuffer(initialBytes, maxBytes);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return true;
  }

  /** Lets go of the buffers; those that are given out from now on are not kept. */
  @Override
  public void close() {
    closed = true;
    for (int index = 0; index < SIZES; index++) {
      release(index);
    }
  }
}
