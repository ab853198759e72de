package org.anonproxy.netty;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Has a channel read with buffers that hold several datagrams each, until one is not filled: then
 * the socket was empty, and whether it still is shows the next wait for events. Netty would ask it
 * again at once, for which each datagram's room is described to the kernel anew.
 *
 * <p>Thread: any; a handle belongs to its channel's event loop.
 */
final class DatagramBatches extends DefaultMaxMessagesRecvByteBufAllocator {
  private final int bufferBytes;

  /**
   * Creates an allocator.
   *
   * @param bufferBytes the room of a buffer, a multiple of the largest datagram's
   * @param maxMessagesPerRead after how many datagrams other channels have their turn
   */
  DatagramBatches(int bufferBytes, int maxMessagesPerRead) {
    super(maxMessagesPerRead);
    this.bufferBytes = bufferBytes;
  }

  @Override
  @SuppressWarnings("deprecation") // so Netty declares it
  public Handle newHandle() {
    return new BatchHandle();
  }

  private final class BatchHandle extends MaxMessageHandle {
    private final UncheckedBooleanSupplier filled = () -> lastBytesRead() == attemptedBytesRead();

    @Override
    public int guess() {
      return bufferBytes;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier always) {
      return super.continueReading(filled);
    }
  }
}
