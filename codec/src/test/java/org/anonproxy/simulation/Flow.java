package org.anonproxy.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps one value per pair of nodes, one way. */
final class Flow<T> {
  private final List<@Nullable T> values = new ArrayList<>(4);

  @Nullable T get(Node from, Node to) {
    int index = index(from, to);
    return index < values.size() ? values.get(index) : null;
  }

  void put(Node from, Node to, T value) {
    int index = index(from, to);
    while (values.size() <= index) {
      values.add(null);
    }
    values.set(index, value);
  }

  /** Numbers the pairs so that few nodes need few places (Cantor's pairing function). */
  private static int index(Node from, Node to) {
    int sum = from.index() + to.index();
    return sum * (sum + 1) / 2 + to.index();
  }
}
