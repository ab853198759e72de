package org.anonproxy.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
  private static final int CAPACITY = 1024;

  private final SlotQueue<AtomicLong> queue = new SlotQueue<>(AtomicLong::new, CAPACITY);
  private final List<Long> read = new ArrayList<>();

  private boolean offer(long value) {
    long position = queue.claim();
    if (position == SlotQueue.FULL) {
      return false;
    }
    queue.slot(position).set(value);
    queue.publish(position);
    return true;
  }

  private void offerAll(int count) {
    for (int value = 0; value < count; value++) {
      assertTrue(offer(value));
    }
  }

  private boolean drain() {
    return queue.drain(slot -> read.add(slot.get()));
  }

  @Test
  void handsOnEverythingInOrder() {
    assertFalse(drain());
    offerAll(CAPACITY);
    assertTrue(drain());
    assertFalse(drain());

    assertEquals(CAPACITY, read.size());
    for (int value = 0; value < CAPACITY; value++) {
      assertEquals(value, read.get(value));
    }
  }

  @Test
  void refusesWhenItIsFullAndLosesNothing() {
    offerAll(CAPACITY);
    assertEquals(CAPACITY, queue.size());
    assertFalse(offer(-1));
    assertEquals(CAPACITY, queue.claims());

    assertTrue(drain());
    assertEquals(0, queue.size());
    assertTrue(offer(7));
    assertTrue(drain());
    assertEquals(CAPACITY + 1, read.size());
    assertEquals(7, read.get(CAPACITY));
    assertEquals(CAPACITY + 1, queue.claims());
  }

  @Test
  void makesItsSlotsOnce() {
    Set<AtomicLong> slots = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      offerAll(CAPACITY);
      assertTrue(queue.drain(slots::add));
    }
    assertEquals(CAPACITY, slots.size());
  }

  @Test
  void givesSlotsBackBeforeTheReaderIsThroughWithAll() {
    offerAll(CAPACITY);
    AtomicLong fewest = new AtomicLong(CAPACITY);
    assertTrue(queue.drain(slot -> fewest.accumulateAndGet(queue.size(), Math::min)));
    assertTrue(fewest.get() <= CAPACITY / 2, () -> fewest + " slots were taken at least");
  }

  @Test
  void waitsForASlotThatIsNotPublishedYet() {
    long first = queue.claim();
    assertTrue(offer(2));
    assertFalse(drain());
    assertEquals(2, queue.size());

    queue.slot(first).set(1);
    queue.publish(first);
    assertTrue(drain());
    assertEquals(List.of(1L, 2L), read);
  }

  @Test
  void keepsTheOrderOfEachOfSeveralThreads() throws InterruptedException {
    int each = 50_000;
    Thread[] threads = new Thread[3];
    for (int number = 0; number < threads.length; number++) {
      long base = (long) number << 32;
      threads[number] =
          new Thread(
              () -> {
                for (int value = 0; value < each; value++) {
                  while (!offer(base + value)) {
                    Thread.onSpinWait();
                  }
                }
              });
      threads[number].start();
    }
    int[] next = new int[threads.length];
    long deadlineNanos = System.nanoTime() + 30_000_000_000L;
    while (next[0] + next[1] + next[2] < threads.length * each) {
      assertTrue(System.nanoTime() - deadlineNanos < 0, () -> List.of(next[0], next[1]) + " only");
      queue.drain(slot -> assertEquals(next[(int) (slot.get() >> 32)]++, (int) slot.get()));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertFalse(drain());
  }

  @Test
  void handsOnWhatTheReaderThrows() {
    offerAll(2);
    RuntimeException failure = new IllegalArgumentException("a reader's own");
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                queue.drain(
                    slot -> {
                      throw failure;
                    }));
    assertSame(failure, thrown);
  }
}
