package org.anonproxy.server.admin;

import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.anonproxy.server.page.CheckResult;
import org.anonproxy.server.page.PageStatus;
import org.anonproxy.server.session.Tally;

/** Registers the metrics of the page that is served. */
final class PageMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private PageMetrics() {}

  static void register(Instruments instruments, Watched watched) {
    instruments.gauge(
        "anonproxy_page_bytes",
        Unit.BYTES,
        "Size of the page that is served",
        () -> figure(watched, PageStatus::lengthBytes));
    instruments.gauge(
        "anonproxy_page_age_seconds",
        Unit.SECONDS,
        "Time since the page's origin last gave or confirmed it",
        () -> figure(watched, page -> page.age().toMillis() / MILLIS_PER_SECOND));
    instruments.counters(
        "anonproxy_page_fetches",
        "result",
        "How often the page's origin was asked, by what came of it",
        () -> fetches(watched));
  }

  private static double figure(Watched watched, ToDoubleFunction<PageStatus> figure) {
    PageStatus page = watched.page();
    return page == null ? Double.NaN : figure.applyAsDouble(page);
  }

  private static Tally<CheckResult> fetches(Watched watched) {
    PageStatus page = watched.page();
    Map<CheckResult, Long> checks = page == null ? Map.of() : page.checks();
    return Tally.of(CheckResult.class, result -> checks.getOrDefault(result, 0L));
  }
}
