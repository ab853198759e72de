package org.anonproxy.server.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Lets thousands of peers crawl through the page while honest clients fetch it.
 *
 * <p>Phases without and beside the slow peers take turns, since the slowest fetches of a phase
 * depend on what else the machine does, too: each is compared with its neighbours, and the median
 * of the rounds counts.
 */
final class SlowClients implements Scenario {
  private static final int PAGE_BYTES = 64 << 10;
  private static final int FETCHES_PER_SECOND = 50;
  private static final double MAX_RATIO = 1.2;

  /** A slow peer takes 205 bytes per second. */
  private static final String MIN_RATE = "400";

  /** The first whole minute of a slow peer, and then some. */
  private static final Duration CULLING = Duration.ofSeconds(90);

  @Override
  public String name() {
    return "slow-clients";
  }

  @Override
  public Verdict run(Scale scale) throws Exception {
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess server = ServerProcess.start(page, "--min-rate", MIN_RATE);
        HonestClients clients = new HonestClients(server.address(), page)) {
      clients.run(1000, Duration.ofSeconds(10));
      Run run = new Run(scale, server, clients);
      run.phaseWithout();
      for (int round = 1; round <= scale.slowRounds(); round++) {
        run.round(round == scale.slowRounds());
        run.phaseWithout();
      }
      return run.verdict();
    }
  }

  /** Holds what one server went through. */
  private static final class Run {
    private final Scale scale;
    private final ServerProcess server;
    private final HonestClients clients;
    private final List<Fetches> without = new ArrayList<>();
    private final List<Fetches> beside = new ArrayList<>();
    private boolean crowded = true;
    private long notCulled;

    Run(Scale scale, ServerProcess server, HonestClients clients) {
      this.scale = scale;
      this.server = server;
      this.clients = clients;
    }

    void phaseWithout() throws Exception {
      without.add(phase());
    }

    private Fetches phase() throws Exception {
      int seconds = scale.slowSeconds();
      return clients.run(FETCHES_PER_SECOND * seconds, Duration.ofSeconds(seconds));
    }

    /** Lets the slow peers in, and has the last of them stay until the server is tired of them. */
    void round(boolean culling) throws Exception {
      try (SlowPeers.Running slow = SlowPeers.start(scale.slowClients(), server.address())) {
        crowded &= slow.areAllThere();
        beside.add(phase());
        crowded &= server.liveObjects().sessions() >= scale.slowClients();
        if (culling) {
          notCulled = sessionsLeft();
        }
      }
      sessionsLeft();
    }

    private long sessionsLeft() throws Exception {
      long endNanos = System.nanoTime() + CULLING.toNanos();
      long left = server.liveObjects().sessions();
      while (left > 0 && endNanos - System.nanoTime() > 0) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        left = server.liveObjects().sessions();
      }
      return left;
    }

    Verdict verdict() {
      List<Double> ratios = ratios();
      double ratio = ratios.stream().sorted().toList().get(ratios.size() / 2);
      boolean allComplete =
          without.stream().allMatch(Fetches::areAllComplete)
              && beside.stream().allMatch(Fetches::areAllComplete);
      return new Verdict(
          allComplete && crowded && ratio <= MAX_RATIO && notCulled == 0,
          "p99 of honest clients at most 1.2x, all slow ones culled",
          String.format(
              "p99 in ms beside %d slow clients %s, without %s: %.2fx, median of %s; %s; %s",
              scale.slowClients(),
              p99s(beside),
              p99s(without),
              ratio,
              ratios.stream().map("%.2f"::formatted).collect(Collectors.joining(" ")),
              allComplete ? "all fetches complete" : "not all fetches complete",
              crowded ? notCulled + " sessions left" : "the slow clients were not all there"));
    }

    /** Compares each phase beside the slow peers with the mean of those right before and after. */
    private List<Double> ratios() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < beside.size(); i++) {
        ratios.add(2 * p99(beside.get(i)) / (p99(without.get(i)) + p99(without.get(i + 1))));
      }
      return ratios;
    }

    private static String p99s(List<Fetches> phases) {
      return phases.stream()
          .map(phase -> "%.1f".formatted(p99(phase)))
          .collect(Collectors.joining(" "));
    }

    private static double p99(Fetches phase) {
      return phase.percentileMillis(99);
    }
  }
}
