package org.anonproxy.netty;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Orders entries by deadline: a binary heap whose entries know their place, so that moving and
 * removing one needs no search.
 *
 * <p>Postponing an entry costs nothing: it keeps its place and is moved when that comes up. Not
 * thread-safe; deadlines are compared by subtraction, so the clock may wrap.
 */
final class DeadlineQueue {
  private static final int INITIAL_CAPACITY = 16;

  private Entry[] heap = new Entry[INITIAL_CAPACITY];
  private int size;

  /** Stands in at most one queue; what is to happen at the deadline is its subclass's. */
  abstract static class Entry {
    private static final int NOT_QUEUED = -1;

    private int index = NOT_QUEUED;

    /** The deadline by which the entry is placed, never after {@link #deadlineNanos}. */
    private long placedNanos;

    private long deadlineNanos;

    /** Tells whether the entry stands in a queue. */
    final boolean isQueued() {
      return index != NOT_QUEUED;
    }
  }

  /** Puts {@code entry} in, or moves its deadline; postponing leaves it in place for now. */
  void schedule(Entry entry, long deadlineNanos) {
    entry.deadlineNanos = deadlineNanos;
    if (!entry.isQueued()) {
      entry.placedNanos = deadlineNanos;
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      siftUp(size++, entry);
    } else if (deadlineNanos - entry.placedNanos < 0) {
      entry.placedNanos = deadlineNanos;
      siftUp(entry.index, entry);
    }
  }

  /** Takes {@code entry} out, if it is in. */
  void remove(Entry entry) {
    int index = entry.index;
    if (index == Entry.NOT_QUEUED) {
      return;
    }
    entry.index = Entry.NOT_QUEUED;
    Entry last = heap[--size];
    clear(size);
    if (last != entry) {
      siftDown(index, last);
      if (last.index == index) {
        siftUp(index, last);
      }
    }
  }

  /** Takes out and returns an entry whose deadline has been reached, {@code null} if none has. */
  @Nullable Entry pollDue(long nowNanos) {
    while (size > 0) {
      Entry head = heap[0];
      if (head.placedNanos - nowNanos > 0) {
        return null;
      }
      if (head.deadlineNanos - nowNanos <= 0) {
        remove(head);
        return head;
      }
      head.placedNanos = head.deadlineNanos;
      siftDown(0, head);
    }
    return null;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Returns a time not after the earliest deadline.
   *
   * @throws IllegalStateException if the queue is empty
   */
  long wakeUpNanos() {
    if (size == 0) {
      throw new IllegalStateException("an empty queue has no deadline");
    }
    return heap[0].placedNanos;
  }

  private void siftUp(int from, Entry entry) {
    int index = from;
    while (index > 0) {
      int parentIndex = (index - 1) >>> 1;
      Entry parent = heap[parentIndex];
      if (parent.placedNanos - entry.placedNanos <= 0) {
        break;
      }
      place(index, parent);
      index = parentIndex;
    }
    place(index, entry);
  }

  private void siftDown(int from, Entry entry) {
    int index = from;
    int firstLeaf = size >>> 1;
    while (index < firstLeaf) {
      int childIndex = 2 * index + 1;
      if (childIndex + 1 < size
          && heap[childIndex + 1].placedNanos - heap[childIndex].placedNanos < 0) {
        childIndex++;
      }
      Entry child = heap[childIndex];
      if (entry.placedNanos - child.placedNanos <= 0) {
        break;
      }
      place(index, child);
      index = childIndex;
    }
    place(index, entry);
  }

  private void place(int index, Entry entry) {
    heap[index] = entry;
    entry.index = index;
  }

  @SuppressWarnings("NullAway") // a place beyond the size holds nothing, so that nothing leaks
  private void clear(int index) {
    heap[index] = null;
  }
}
