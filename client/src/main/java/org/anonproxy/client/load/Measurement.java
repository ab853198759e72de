package org.anonproxy.client.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.anonproxy.client.load.Latencies.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Adds samples up into a report.
 *
 * <p>Thread: the one that runs the test.
 */
final class Measurement {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final LoadPlan plan;
  private final Instant startedAt = Instant.now();
  private final long startNanos;
  private final long warmUpNanos;
  private final Timeline timeline = new Timeline();

  private LoadTally total = new LoadTally();
  private final Latencies tickLatencies = new Latencies();
  private Latencies latencies = new Latencies();
  private LoadTally shown = new LoadTally();
  private Latencies shownLatencies = new Latencies();
  private TestPhase phase;
  private long failuresSoFar;
  private long shownNanos;
  private long lastNanos;
  private long measuredSinceNanos;
  private final Histogram lag = LoopLag.newHistogram();
  private long measuredUntilNanos;
  private long heardNanos;
  private @Nullable LoadTally timely;
  private @Nullable TesterCost cost;
  private long processCpuBefore = SYSTEM.getProcessCpuTime();
  private long[] loopCpuBefore = {};
  private ImpairedDatagrams impairedBefore = ImpairedDatagrams.NONE;
  private List<LoadSample> last = List.of();

  Measurement(LoadPlan plan, long startNanos) {
    this.plan = plan;
    this.startNanos = startNanos;
    warmUpNanos = plan.workload().warmUp().toNanos();
    phase = warmUpNanos > 0 ? TestPhase.WARM_UP : TestPhase.MEASURED;
    shownNanos = startNanos;
    lastNanos = startNanos;
    measuredSinceNanos = startNanos;
    heardNanos = startNanos;
  }

  /** Tells whether what happens is not measured yet. */
  boolean isWarmingUp(long nowNanos) {
    return nowNanos - startNanos < warmUpNanos;
  }

  /** Forgets the warm-up, which what was added last ends; what is added from now on counts. */
  void beginMeasuring() {
    phase = TestPhase.MEASURED;
    total = new LoadTally();
    latencies = new Latencies();
    measuredSinceNanos = lastNanos;
    impairedBefore = impaired();
    processCpuBefore = SYSTEM.getProcessCpuTime();
    loopCpuBefore = last.stream().mapToLong(LoadSample::cpuNanos).toArray();
  }

  /** Ends what rates and costs are reckoned by; what is added from now on counts all the same. */
  void endMeasuring() {
    phase = TestPhase.DRAIN;
    measureUntil(lastNanos);
  }

  private void measureUntil(long endNanos) {
    if (timely == null) {
      LoadTally soFar = new LoadTally();
      soFar.add(total);
      timely = soFar;
      cost = cost();
      measuredUntilNanos = endNanos;
    }
  }

  /** Takes the state of the loops before the test began. */
  void begin(List<LoadSample> samples) {
    last = samples;
    loopCpuBefore = samples.stream().mapToLong(LoadSample::cpuNanos).toArray();
  }

  /** Adds what the loops have handed over. */
  void add(List<LoadSample> samples, long nowNanos) {
    LoadTally tick = new LoadTally();
    tickLatencies.reset();
    for (LoadSample sample : samples) {
      tick.add(sample.tally());
      tickLatencies.add(sample.latencies());
    }
    last = samples;
    total.add(tick);
    latencies.add(tickLatencies);
    shown.add(tick);
    shownLatencies.add(tickLatencies);
    failuresSoFar += tick.failures();
    if (tick.receivedDatagrams() > 0) {
      heardNanos = nowNanos;
    }
    timeline.add(interval(tick, tickLatencies, lastNanos, nowNanos));
    lastNanos = nowNanos;
  }

  /** Tells what happened since this was last asked. */
  LoadProgress progress() {
    LoadProgress progress =
        new LoadProgress(
            (lastNanos - startNanos) / 1e9,
            isWarmingUp(lastNanos),
            interval(shown, shownLatencies, shownNanos, lastNanos),
            shown,
            clients(),
            failuresSoFar);
    shown = new LoadTally();
    shownLatencies = new Latencies();
    shownNanos = lastNanos;
    return progress;
  }

  long sinceProgressNanos() {
    return lastNanos - shownNanos;
  }

  private Interval interval(LoadTally tally, Latencies recorded, long fromNanos, long toNanos) {
    return new Interval(
        phase,
        (fromNanos - startNanos) / 1e9,
        (toNanos - fromNanos) / 1e9,
        tally.transfers(),
        // When those that never started failed is not known: at no time, or all the time.
        tally.failures() - tally.failures(Failure.NEVER_STARTED),
        tally.blocks(),
        tally.deliveredBytes(),
        tally.retransmittedDatagrams(),
        tally.wireDatagrams(),
        recorded.inBrief(Phase.TRANSFER),
        clients().active(),
        last.stream().mapToLong(LoadSample::waitingStarts).sum());
  }

  private ClientCounts clients() {
    ClientCounts none = new ClientCounts(new int[ClientState.values().length]);
    return last.stream().map(LoadSample::clients).reduce(none, ClientCounts::plus);
  }

  /**
   * Sums everything up.
   *
   * @param cut whether the test ran until it was cut off, and not until its last transfer ended
   */
  LoadReport report(boolean cut, boolean partial, Fairness fairness) {
    measureUntil(cut ? lastNanos : lastEndNanos());
    return new LoadReport(
        plan,
        startedAt,
        Math.max(0, measuredUntilNanos - measuredSinceNanos) / 1e9,
        partial,
        total,
        timely == null ? total : timely,
        (lastNanos - heardNanos) / 1e9,
        latencies,
        fairness.jainIndex(),
        (cost == null ? cost() : cost).withLag(lag, latencies),
        impaired().minus(impairedBefore),
        timeline.intervals());
  }

  /** Takes how late the loops were, each for the whole measurement. */
  void addLag(List<Histogram> lags) {
    lags.forEach(lag::add);
  }

  /** Sums up what there is of a test whose loops do not answer any more. */
  LoadReport reportSoFar() {
    boolean empty = isWarmingUp(lastNanos);
    if (empty) {
      beginMeasuring();
    }
    return report(!empty, true, Fairness.NONE);
  }

  private ImpairedDatagrams impaired() {
    return last.stream()
        .map(LoadSample::impaired)
        .reduce(ImpairedDatagrams.NONE, ImpairedDatagrams::plus);
  }

  private long lastEndNanos() {
    long latest = measuredSinceNanos;
    for (LoadSample sample : last) {
      if (sample.lastEndNanos() - latest > 0) {
        latest = sample.lastEndNanos();
      }
    }
    return latest;
  }

  private TesterCost cost() {
    double wallNanos = Math.max(1, lastNanos - measuredSinceNanos);
    double busiest = 0;
    for (int loop = 0; loop < last.size(); loop++) {
      busiest = Math.max(busiest, (last.get(loop).cpuNanos() - loopCpuBefore[loop]) / wallNanos);
    }
    return new TesterCost((SYSTEM.getProcessCpuTime() - processCpuBefore) / 1e9, busiest);
  }
}
