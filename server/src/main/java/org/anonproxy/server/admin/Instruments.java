package org.anonproxy.server.admin;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.anonproxy.server.session.Tally;
import org.jspecify.annotations.Nullable;

/** Registers metrics whose values are looked up when they are asked for. */
final class Instruments {
  private final PrometheusRegistry registry;

  Instruments(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers a number that only grows, under {@code name} and {@code _total}; while it is NaN, it
   * is left out.
   */
  void counter(String name, @Nullable Unit unit, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .unit(unit)
        .help(help)
        .callback(callback -> known(value, callback::call))
        .register(registry);
  }

  /** Registers a number for each member of an enumeration, each of which only grows. */
  <E extends Enum<E>> void counters(
      String name, String label, String help, Supplier<Tally<E>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback ->
                values
                    .get()
                    .asMap()
                    .forEach((member, count) -> callback.call(count, labelOf(member))))
        .register(registry);
  }

  /** Registers a number that goes up and down; while it is NaN, it is left out. */
  void gauge(String name, @Nullable Unit unit, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .unit(unit)
        .help(help)
        .callback(callback -> known(value, callback::call))
        .register(registry);
  }

  /** Registers a number for each member of an enumeration, which go up and down. */
  <E extends Enum<E>> void gauges(
      String name, String label, String help, Supplier<Tally<E>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback ->
                values
                    .get()
                    .asMap()
                    .forEach((member, count) -> callback.call(count, labelOf(member))))
        .register(registry);
  }

  private static void known(DoubleSupplier value, DoubleConsumer report) {
    double now = value.getAsDouble();
    if (!Double.isNaN(now)) {
      report.accept(now);
    }
  }

  static String labelOf(Enum<?> member) {
    return member.name().toLowerCase(Locale.ROOT);
  }
}
