package org.anonproxy.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a checked-in table of every state and every event. */
record EventTable(List<Row> rows) {
  /** One line of the table; a dash stands for nothing. */
  record Row(String state, String event, String judgement, String sends, String nextState) {
    private static Row parse(String line) {
      String[] cells = line.strip().split("\\s*\\|\\s*", -1);
      if (cells.length != 5) {
        throw new IllegalArgumentException("five cells expected: " + line);
      }
      return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }
  }

  static EventTable read(String name) {
    try (InputStream in = EventTable.class.getResourceAsStream("/event-tables/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no table " + name);
      }
      return new EventTable(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(Row::parse)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns each pair of state and event that the table has. */
  Set<String> pairs() {
    return rows.stream()
        .map(row -> row.state() + " | " + row.event())
        .collect(Collectors.toUnmodifiableSet());
  }
}
