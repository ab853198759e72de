package org.anonproxy.server.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the objects of each class that live in a JVM, or how many more do than before. */
final class ClassHistogram {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

  private final Map<String, Row> rows = new TreeMap<>();

  private ClassHistogram() {}

  /** Holds what is known of one class. */
  record Row(String type, long instances, long bytes) {
    Row minus(Row before) {
      return new Row(type, instances - before.instances, bytes - before.bytes);
    }
  }

  /** Reads what {@code jcmd GC.class_histogram} prints. */
  static ClassHistogram parse(List<String> lines) {
    ClassHistogram histogram = new ClassHistogram();
    for (String line : lines) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        long instances = Long.parseLong(matcher.group(1));
        histogram.add(new Row(matcher.group(3), instances, Long.parseLong(matcher.group(2))));
      }
    }
    return histogram;
  }

  private void add(Row row) {
    // Two loaders may have a class of one name.
    rows.merge(
        row.type(),
        row,
        (one, other) ->
            new Row(one.type(), one.instances + other.instances, one.bytes + other.bytes));
  }

  ClassHistogram minus(ClassHistogram before) {
    ClassHistogram difference = new ClassHistogram();
    for (Row row : rows.values()) {
      difference.add(row.minus(before.rows.getOrDefault(row.type(), new Row(row.type(), 0, 0))));
    }
    return difference;
  }

  long instances(String type) {
    Row row = rows.get(type);
    return row == null ? 0 : row.instances();
  }

  long bytes() {
    return rows.values().stream().mapToLong(Row::bytes).sum();
  }

  /** Returns the classes, those with the most bytes first. */
  List<Row> largest() {
    return rows.values().stream().sorted(Comparator.comparingLong(Row::bytes).reversed()).toList();
  }
}
