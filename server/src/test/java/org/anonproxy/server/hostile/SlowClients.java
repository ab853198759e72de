package org.anonproxy.server.hostile;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets thousands of peers crawl through the page while honest clients fetch it. */
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
    Duration phase = Duration.ofSeconds(scale.slowSeconds());
    int fetches = FETCHES_PER_SECOND * scale.slowSeconds();
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess server = ServerProcess.start(page, "--min-rate", MIN_RATE);
        HonestClients clients = new HonestClients(server.address(), page)) {
      clients.run(1000, Duration.ofSeconds(10));
      Fetches before = clients.run(fetches, phase);
      SlowPeers slow = SlowPeers.start(scale.slowClients(), server.address());
      try (slow) {
        boolean allThere = slow.awaitEstablished(Duration.ofSeconds(20));
        Fetches beside = clients.run(fetches, phase);
        long present = server.liveObjects().sessions();
        long left = sessionsLeft(server);
        Fetches after = clients.run(fetches, phase);
        boolean crowded = allThere && present >= scale.slowClients();
        return verdict(before, beside, after, crowded ? left : -1, scale);
      }
    }
  }

  private static long sessionsLeft(ServerProcess server) throws Exception {
    long endNanos = System.nanoTime() + CULLING.toNanos();
    long left = server.liveObjects().sessions();
    while (left > 0 && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
      left = server.liveObjects().sessions();
    }
    return left;
  }

  private static Verdict verdict(
      Fetches before, Fetches beside, Fetches after, long left, Scale scale) {
    double without = (before.percentileMillis(99) + after.percentileMillis(99)) / 2;
    double ratio = beside.percentileMillis(99) / without;
    boolean allComplete =
        before.areAllComplete() && beside.areAllComplete() && after.areAllComplete();
    return new Verdict(
        allComplete && ratio <= MAX_RATIO && left == 0,
        "p99 of honest clients at most 1.2x, all slow ones culled",
        String.format(
            "%s beside %d slow clients; p99 %.1f ms before, %.1f ms after: %.2fx; %s",
            beside.text(),
            scale.slowClients(),
            before.percentileMillis(99),
            after.percentileMillis(99),
            ratio,
            left < 0 ? "the slow clients were not all there" : left + " sessions left"));
  }
}
