package org.anonproxy.capture;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventFactory;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Carries datagrams from any number of event loops to the one writer, in a ring whose memory is
 * reserved once: a full ring refuses, so that nobody waits and nothing is allocated.
 */
final class CaptureQueue {
  /** After how many datagrams the writer gives their slots back; a power of two. */
  private static final int BATCH = 256;

  private final RingBuffer<CapturedDatagram> ring;
  private final EventPoller<CapturedDatagram> poller;
  private final LongAdder refusedDatagrams = new LongAdder();

  /** Takes one datagram out of the ring. */
  @FunctionalInterface
  interface Consumer {
    void accept(CapturedDatagram datagram);
  }

  CaptureQueue(CaptureSettings settings) {
    int slots = ceilingPowerOfTwo(settings.queuedDatagrams());
    // The wait strategy is never asked: a poller does not wait, and this one signals nothing.
    ring =
        RingBuffer.createMultiProducer(
            slots(slots, settings.snapLengthBytes()), slots, new BusySpinWaitStrategy());
    poller = ring.newPoller();
    ring.addGatingSequences(poller.getSequence());
  }

  private static EventFactory<CapturedDatagram> slots(int count, int slotBytes) {
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
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException full) {
      refusedDatagrams.increment();
      return;
    }
    try {
      CapturedDatagram slot = ring.get(sequence);
      slot.setPassage(stampNanos, outbound, local, remote);
      slot.copy(content, index, lengthBytes);
    } finally {
      // A claimed slot that is not published would hold the writer up for ever.
      ring.publish(sequence);
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
  boolean drain(Consumer consumer) {
    boolean any = false;
    while (poll(consumer) == EventPoller.PollState.PROCESSING) {
      any = true;
    }
    return any;
  }

  private EventPoller.PollState poll(Consumer consumer) {
    try {
      return poller.poll(
          (datagram, sequence, endOfBatch) -> {
            consumer.accept(datagram);
            return (sequence & BATCH - 1) != 0;
          });
    } catch (Exception e) {
      throw new IllegalStateException("the consumer throws nothing that is checked", e);
    }
  }
}
