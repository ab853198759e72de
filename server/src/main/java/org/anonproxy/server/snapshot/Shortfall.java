package org.anonproxy.server.snapshot;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts the resources that a snapshot lacks, by reason. For one thread. */
final class Shortfall {
  /** Is why a resource is missing; the words follow a number. */
  enum Reason {
    UNAVAILABLE("not to be had"),
    UNFIT("not what the page takes it for"),
    TOO_MANY("beyond the number of resources"),
    TOO_DEEP("nested too deep"),
    TOO_LARGE("beyond the size of a snapshot"),
    TOO_LATE("beyond the time");

    private final String words;

    Reason(String words) {
      this.words = words;
    }
  }

  private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
  private String example = "";

  void count(Reason reason) {
    counts.merge(reason, 1, Integer::sum);
  }

  /** Counts one that is not to be had; the first one's message stands for all. */
  void countUnavailable(String message) {
    count(Reason.UNAVAILABLE);
    if (example.isEmpty()) {
      example = message;
    }
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the reasons in one line, such as {@code 2 nested too deep, 1 beyond the time}. */
  @Override
  public String toString() {
    String reasons =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey().words)
            .collect(Collectors.joining(", "));
    return example.isEmpty() ? reasons : reasons + " (the first: " + example + ")";
  }
}
