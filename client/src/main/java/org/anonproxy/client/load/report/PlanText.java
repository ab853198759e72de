package org.anonproxy.client.load.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.anonproxy.client.load.Impairment;
import org.anonproxy.client.load.LoadPlan;
import org.anonproxy.client.load.Misbehaviour;
import org.anonproxy.client.load.OpenLoop;
import org.anonproxy.client.load.Workload;
import org.jspecify.annotations.Nullable;

/** Describes the plan of a test in words. */
final class PlanText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private PlanText() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** Returns the plan in one line. */
  static String summary(LoadPlan plan) {
    Workload workload = plan.workload();
    StringBuilder out = new StringBuilder();
    out.append(Figures.count(workload.clients()))
        .append(workload.clients() == 1 ? " client" : " clients");
    OpenLoop openLoop = workload.openLoop();
    if (openLoop != null) {
      out.append(", ").append(Figures.number(openLoop.arrivalsPerSecond())).append(" arrivals/s");
    }
    if (workload.duration() != null) {
      out.append(" for ").append(duration(workload.duration()));
    } else {
      out.append(", ").append(Figures.count(workload.totalTransfers())).append(" transfers");
    }
    return out.toString();
  }

  /** Returns everything that was set, by name. */
  static Map<String, String> details(LoadPlan plan) {
    Workload workload = plan.workload();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("Clients", Figures.count(workload.clients()));
    details.put("Loop", loop(workload.openLoop()));
    if (workload.transfersPerClient() > 0) {
      details.put("Transfers per client", Figures.count(workload.transfersPerClient()));
    }
    if (workload.duration() != null) {
      details.put("Duration", duration(workload.duration()));
    }
    details.put("Ramp-up", duration(workload.rampUp()));
    details.put("Warm-up, not measured", duration(workload.warmUp()));
    details.put("Ports per client", Figures.count(plan.target().portsPerClient()));
    details.put("Event loops", Figures.count(plan.target().loops()));
    details.put("Transport", plan.target().transport().text());
    details.put("Link", link(plan.impairment()));
    details.put("Bad clients", clients(plan.misbehaviour()));
    details.put("Content compared", plan.conduct().verifies() ? "yes" : "no");
    details.put("Seed", Long.toString(plan.seed()));
    return details;
  }

  private static String loop(@Nullable OpenLoop openLoop) {
    return openLoop == null
        ? "closed: a client begins when it has finished"
        : "open: "
            + Figures.number(openLoop.arrivalsPerSecond())
            + " arrivals per second, "
            + openLoop.distribution().text();
  }

  /** Returns the rate at which transfers were to begin, to stand beside the one achieved. */
  static String arrivals(OpenLoop openLoop) {
    return Figures.number(openLoop.arrivalsPerSecond()) + "/s asked for";
  }

  /** Tells whether another seed would have made another test. */
  static boolean leavesSomethingToChance(LoadPlan plan) {
    OpenLoop openLoop = plan.workload().openLoop();
    return plan.impairment().isActive()
        || !plan.misbehaviour().equals(Misbehaviour.NONE)
        || (openLoop != null && openLoop.distribution() == OpenLoop.Distribution.POISSON);
  }

  private static String link(Impairment impairment) {
    if (!impairment.isActive()) {
      return "not impaired";
    }
    return String.format(
        Locale.ROOT,
        "each way: loss %s, duplication %s, reordering %s, corruption %s, delay %s + up to %s",
        Figures.percent(impairment.loss()),
        Figures.percent(impairment.duplicate()),
        Figures.percent(impairment.reorder()),
        Figures.percent(impairment.corrupt()),
        duration(impairment.delay()),
        duration(impairment.jitter()));
  }

  private static String clients(Misbehaviour misbehaviour) {
    if (misbehaviour.equals(Misbehaviour.NONE)) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "%s slow by %s, %s vanish, %s never answer the last block",
        Figures.percent(misbehaviour.slowShare()),
        duration(misbehaviour.slowBy()),
        Figures.percent(misbehaviour.abandonShare()),
        Figures.percent(misbehaviour.noFinalAckShare()));
  }

  private static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
