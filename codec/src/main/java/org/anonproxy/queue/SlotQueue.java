package org.anonproxy.queue;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries what any number of threads have to say to one reader, in a ring of slots that are made
 * once: nothing is allocated for an entry, and a full ring refuses, so that nobody waits in here.
 *
 * @param <T> the slot, which is filled in and read where it is
 */
public final class SlotQueue<T> {
  /** Stands for a position where there is none. */
  public static final long FULL = -1;

  /** After how many entries the reader gives their slots back; a power of two. */
  private static final int BATCH = 256;

  private final RingBuffer<T> ring;
  private final EventPoller<T> poller;

  /**
   * Creates an empty queue.
   *
   * @param capacity how many slots there are, a power of two
   */
  public SlotQueue(Supplier<T> slots, int capacity) {
    // The wait strategy is never asked: a poller does not wait, and this one signals nothing.
    ring = RingBuffer.createMultiProducer(slots::get, capacity, new BusySpinWaitStrategy());
    poller = ring.newPoller();
    ring.addGatingSequences(poller.getSequence());
  }

  /**
   * Claims a slot, from any thread, which fills it in and is bound to publish it: one that is not
   * published holds the reader up for ever.
   *
   * @return its position, or {@link #FULL}
   */
  public long claim() {
    try {
      return ring.tryNext();
    } catch (InsufficientCapacityException full) {
      return FULL;
    }
  }

  /** Returns the slot of a position that was claimed. */
  public T slot(long position) {
    return ring.get(position);
  }

  /** Hands the slot to the reader. */
  public void publish(long position) {
    ring.publish(position);
  }

  /** Counts the slots that were ever claimed; from any thread, of this moment. */
  public long claims() {
    return ring.getCursor() + 1;
  }

  /** Counts the slots that are claimed, and not given back by the reader; from any thread. */
  public int size() {
    // The reader's position is read before the other one, which may be far ahead of it by then.
    long claimed = ring.getBufferSize() - ring.remainingCapacity();
    return (int) Math.max(0, Math.min(claimed, ring.getBufferSize()));
  }

  /**
   * Hands what is queued to {@code reader}, which does not keep the slots; on the reader's thread.
   *
   * @return whether there was anything
   */
  public boolean drain(Consumer<T> reader) {
    boolean any = false;
    while (poll(reader) == EventPoller.PollState.PROCESSING) {
      any = true;
    }
    return any;
  }

  private EventPoller.PollState poll(Consumer<T> reader) {
    try {
      return poller.poll(
          (slot, sequence, endOfBatch) -> {
            reader.accept(slot);
            return (sequence & BATCH - 1) != 0;
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a consumer throws nothing that is checked", e);
    }
  }
}
