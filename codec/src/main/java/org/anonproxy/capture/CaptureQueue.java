package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anonproxy.queue.SlotQueue;

/** Carries datagrams from any number of event loops to the one writer, and refuses when full. */
final class CaptureQueue {
  private final SlotQueue<CapturedDatagram> slots;
  private final LongAdder refusedDatagrams = new LongAdder();

  CaptureQueue(CaptureSettings settings) {
    int count = ceilingPowerOfTwo(settings.queuedDatagrams());
    slots = new SlotQueue<>(slots(count, settings.snapLengthBytes()), count);
  }

  /** Makes slots out of one piece of memory, which is reserved at once. */
  private static Supplier<CapturedDatagram> slots(int count, int slotBytes) {
    ByteBuffer memory = ByteBuffer.allocateDirect(Math.multiplyExact(count, slotBytes));
    return () -> {
      ByteBuffer slot = memory.slice(memory.position(), slotBytes);
      memory.position(memory.position() + slotBytes);
      return new CapturedDatagram(slot);
    };
  }

  private static int ceilingPowerOfTwo(int number) {
    return number == 1 ? 1 : Integer.highestOneBit(number - 1) << 1;
  }

  /**
   * Queues a datagram, or counts it as refused when the ring is full; from any thread.
   *
   * @param content borrowed: the payload is its {@code lengthBytes} from {@code index} on
   */
  void offer(
      long stampNanos,
      boolean outbound,
      InetSocketAddress local,
      InetSocketAddress remote,
      ByteBuf content,
      int index,
      int lengthBytes) {
    long position = slots.claim();
    if (position == SlotQueue.FULL) {
      refusedDatagrams.increment();
      return;
    }
    try {
      CapturedDatagram slot = slots.slot(position);
      slot.setPassage(stampNanos, outbound, local, remote);
      slot.copy(content, index, lengthBytes);
    } finally {
      slots.publish(position);
    }
  }

  /** Counts a datagram that came when nothing was written any more. */
  void refuse() {
    refusedDatagrams.increment();
  }

  /** Returns how many datagrams were not queued. */
  long refusedDatagrams() {
    return refusedDatagrams.sum();
  }

  /**
   * Hands what is queued to {@code consumer}, which does not throw; on the writer's thread.
   *
   * @return whether there was anything
   */
  boolean drain(Consumer<CapturedDatagram> consumer) {
    return slots.drain(consumer);
  }
}
