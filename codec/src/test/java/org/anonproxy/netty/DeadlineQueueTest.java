package org.anonproxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlineQueueTest {
  private static final int OPERATIONS = 5_000;

  private final DeadlineQueue queue = new DeadlineQueue();

  /** An entry with a name for failures. */
  private static final class Named extends DeadlineQueue.Entry {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void givesEntriesInTheOrderOfTheirDeadlines() {
    Named late = new Named("late");
    Named early = new Named("early");
    queue.schedule(late, 20);
    queue.schedule(early, 10);
    assertEquals(10, queue.wakeUpNanos());
    assertNull(queue.pollDue(9));
    assertSame(early, queue.pollDue(20));
    assertFalse(early.isQueued());
    assertSame(late, queue.pollDue(20));
    assertTrue(queue.isEmpty());
  }

  @Test
  void postponesInPlaceAndFindsTheNewDeadlineWhenTheOldOneComes() {
    Named entry = new Named("entry");
    queue.schedule(entry, 10);
    queue.schedule(entry, 30);
    assertEquals(10, queue.wakeUpNanos(), "postponing moves nothing");
    assertNull(queue.pollDue(10));
    assertEquals(30, queue.wakeUpNanos());
    assertSame(entry, queue.pollDue(30));
  }

  @Test
  void bringsEntryForwardAtOnce() {
    Named entry = new Named("entry");
    queue.schedule(new Named("other"), 20);
    queue.schedule(entry, 30);
    queue.schedule(entry, 10);
    assertEquals(10, queue.wakeUpNanos());
    assertSame(entry, queue.pollDue(10));
  }

  @Test
  void forgetsRemovedEntryAndToleratesStrangers() {
    Named entry = new Named("entry");
    queue.remove(entry);
    queue.schedule(entry, 10);
    queue.remove(entry);
    queue.remove(entry);
    assertNull(queue.pollDue(100));
    assertTrue(queue.isEmpty());
  }

  @Test
  void refusesWakeUpTimeOfNothing() {
    assertThrows(IllegalStateException.class, queue::wakeUpNanos);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 10_000, Long.MIN_VALUE, -10_000})
  void behavesLikeTheSimplestModel(long startNanos) {
    for (long seed = 1; seed <= 10; seed++) {
      compareWithModel(seed, startNanos);
    }
  }

  private void compareWithModel(long seed, long startNanos) {
    Random random = new Random(seed);
    List<Named> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      entries.add(new Named("entry " + i));
    }
    Map<DeadlineQueue.Entry, Long> model = new LinkedHashMap<>();
    long nowNanos = startNanos;
    for (int operation = 0; operation < OPERATIONS; operation++) {
      Named entry = entries.get(random.nextInt(entries.size()));
      String where = "seed " + seed + ", start " + startNanos + ", operation " + operation;
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          long deadlineNanos = nowNanos + random.nextInt(1000) - 20;
          queue.schedule(entry, deadlineNanos);
          model.put(entry, deadlineNanos);
        }
        case 4 -> {
          queue.remove(entry);
          model.remove(entry);
        }
        default -> {
          nowNanos += random.nextInt(20);
          pollAllDue(nowNanos, model, where);
        }
      }
      assertEquals(model.containsKey(entry), entry.isQueued(), where);
      assertEquals(model.isEmpty(), queue.isEmpty(), where);
      checkWakeUp(model, where);
    }
    pollAllDue(nowNanos + 2000, model, "seed " + seed + ", end");
    assertTrue(queue.isEmpty());
  }

  private void pollAllDue(long nowNanos, Map<DeadlineQueue.Entry, Long> model, String where) {
    for (DeadlineQueue.Entry due = queue.pollDue(nowNanos);
        due != null;
        due = queue.pollDue(nowNanos)) {
      Long deadlineNanos = model.remove(due);
      assertNotNull(deadlineNanos, where);
      assertTrue(deadlineNanos - nowNanos <= 0, where + ": not before its deadline");
    }
    for (long deadlineNanos : model.values()) {
      assertTrue(deadlineNanos - nowNanos > 0, where + ": none is left behind");
    }
  }

  private void checkWakeUp(Map<DeadlineQueue.Entry, Long> model, String where) {
    @Nullable Long earliestNanos = null;
    for (long deadlineNanos : model.values()) {
      if (earliestNanos == null || deadlineNanos - earliestNanos < 0) {
        earliestNanos = deadlineNanos;
      }
    }
    if (earliestNanos != null) {
      assertTrue(queue.wakeUpNanos() - earliestNanos <= 0, where + ": in time for the earliest");
    }
  }
}
