package org.anonproxy.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tries every event in every state of an engine and writes down what came of it, one line each.
 *
 * @param states the ways to bring a new engine into each state, by the state's name
 * @param events what may happen there, each of which returns the engine's judgement
 */
record EventTable<S extends Scenario<S>>(
    Supplier<S> engines,
    Map<String, Function<S, S>> states,
    Map<String, Function<S, String>> events,
    Function<S, ?> stateOf) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Returns the table of a fresh engine per cell. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    states.forEach(
        (state, setUp) ->
            events.forEach((event, act) -> lines.add(line(state, setUp, event, act))));
    return lines;
  }

  private String line(
      String state, Function<S, S> setUp, String event, Function<S, String> happens) {
    S scenario = setUp.apply(engines.get());
    // The deadline has moved from where a restart at this moment would put it.
    scenario.passMillis(100);
    scenario.clear();
    Deadline before = Deadline.of(scenario.engine());
    String judgement = happens.apply(scenario);
    Deadline after = Deadline.of(scenario.engine());
    String line =
        String.join(
            " | ",
            state,
            event,
            judgement,
            scenario.takeSentAsLogged(),
            String.valueOf(stateOf.apply(scenario)),
            after.since(before, scenario.nowNanos()),
            scenario.takeCloseReason());
    scenario.end();
    return line;
  }

  /** Says when an engine wants to be called, if ever. */
  private record Deadline(boolean exists, long nanos) {
    static Deadline of(Connection engine) {
      return new Deadline(engine.hasDeadline(), engine.hasDeadline() ? engine.deadlineNanos() : 0);
    }

    String since(Deadline before, long nowNanos) {
      if (!exists) {
        return "none";
      }
      return equals(before) ? "kept" : "in " + (nanos - nowNanos) / NANOS_PER_MILLI + " ms";
    }
  }

  /** Reads a checked-in table, without comments and with single spaces. */
  static String read(String name) {
    try (InputStream in = EventTable.class.getResourceAsStream("/event-tables/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.strip().replaceAll("\\s*\\|\\s*", " | "))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
