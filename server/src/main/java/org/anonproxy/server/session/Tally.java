package org.anonproxy.server.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Counts the members of an enumeration, zeros included. Immutable.
 *
 * @param <E> the enumeration
 */
public final class Tally<E extends Enum<E>> {
  private final EnumMap<E, Long> counts;

  private Tally(EnumMap<E, Long> counts) {
    this.counts = counts;
  }

  /** Asks {@code count} for each member of {@code type}. */
  public static <E extends Enum<E>> Tally<E> of(Class<E> type, ToLongFunction<E> count) {
    EnumMap<E, Long> counts = new EnumMap<>(type);
    for (E member : type.getEnumConstants()) {
      counts.put(member, count.applyAsLong(member));
    }
    return new Tally<>(counts);
  }

  /** Returns the count of one member. */
  public long of(E member) {
    return counts.getOrDefault(member, 0L);
  }

  /** Returns the sum of all counts. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns these counts and the {@code other} ones together. */
  public Tally<E> plus(Tally<E> other) {
    EnumMap<E, Long> sum = new EnumMap<>(counts);
    other.counts.forEach((member, count) -> sum.merge(member, count, Long::sum));
    return new Tally<>(sum);
  }

  /** Returns the counts of some members only. */
  public Tally<E> only(Set<E> members) {
    EnumMap<E, Long> some = new EnumMap<>(counts);
    some.keySet().retainAll(members);
    return new Tally<>(some);
  }

  /** Returns the counts in the order of the enumeration, as a copy. */
  public Map<E, Long> asMap() {
    return new EnumMap<>(counts);
  }
}
