package org.anonproxy.client.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.PageReceiver;
import org.jspecify.annotations.Nullable;

/**
 * Runs one event loop's share of a load test: its clients, their starts, and what is measured.
 *
 * <p>Thread: its event loop, for everything but {@link #call}.
 */
@SuppressWarnings("EnumOrdinal") // indexes a private array
final class LoadLoop {
  /** How many transfers begin before datagrams are read again. */
  private static final int STARTS_PER_TURN = 64;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final EventLoop eventLoop;
  private final LoadPlan plan;
  private final LoopShare share;
  private final ReferenceContent reference;
  private final Verdicts verdicts;
  private final LoopLag lag = new LoopLag();
  private final Chance chance;
  private final SplittableRandom initialSequenceNumbers;
  private final ImpairmentCounters impaired = new ImpairmentCounters();
  private final byte[] scratch = new byte[BaseMode.MAX_DATAGRAM_BYTES];
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final Queue<SimulatedClient> idle = new ArrayDeque<>();
  private final int[] clientsByState = new int[ClientState.values().length];

  private LoadTally tally = new LoadTally();
  private Latencies latencies = new Latencies();
  private @Nullable SparePorts spares;
  private Latencies spareLatencies = new Latencies();
  private @Nullable StartQueue starts;
  private @Nullable Future<?> wakeUp;
  private long endNanos;
  private long lastEndNanos;
  private long measuredSinceNanos;
  private boolean stopped;
  private boolean measuring;
  private boolean overdue;
  private boolean clientsAreShort;
  private @Nullable Throwable failure;

  LoadLoop(EventLoop eventLoop, LoadPlan plan, LoopShare share, ReferenceContent reference) {
    this.eventLoop = eventLoop;
    this.plan = plan;
    this.share = share;
    this.reference = reference;
    verdicts = new Verdicts(reference);
    measuring = plan.workload().warmUp().isZero();
    chance = new Chance(plan.misbehaviour(), share.random("misbehaviour"));
    initialSequenceNumbers = new SplittableRandom(new SecureRandom().nextLong());
  }

  /** Has {@code step} done on the loop's thread. */
  <T> Future<T> call(Callable<T> step) {
    return eventLoop.submit(step);
  }

  /** Tells whether the loop does nothing any more. */
  boolean hasEnded() {
    return eventLoop.isTerminated();
  }

  /** Has {@code task} done on the loop's thread, and soon. */
  void execute(Runnable task) {
    eventLoop.execute(task);
  }

  /** Adds a client, which is idle. */
  void add(ClientPort[] ports) {
    SimulatedClient client = new SimulatedClient(this, ports, chance.isSlow());
    clients.add(client);
    idle.add(client);
    clientsByState[ClientState.IDLE.ordinal()]++;
  }

  /** Takes the ports that clients may go on from when they have left the server waiting. */
  void setSpares(SparePorts spares) {
    this.spares = spares;
  }

  /** Exchanges a port on which the server waits for one on which it does not. */
  ClientPort spare(ClientPort used) {
    return spares == null || stopped ? used : spares.exchange(used, nanoTime());
  }

  /** Begins the test, now. */
  void start() {
    long nowNanos = nanoTime();
    endNanos = nowNanos + share.lengthNanos();
    lastEndNanos = nowNanos;
    measuredSinceNanos = nowNanos;
    starts = share.newStarts(nowNanos);
    tickAfter(lag.begin(nowNanos));
    dispatch();
  }

  private void tickAfter(long delayNanos) {
    Future<?> unused = eventLoop.schedule(this::tick, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (!stopped) {
      tickAfter(lag.tick(nanoTime()));
    }
  }

  private void dispatch() {
    StartQueue queue = starts;
    if (queue == null || stopped) {
      return;
    }
    queue.update(nanoTime());
    for (int begun = 0; begun < STARTS_PER_TURN && queue.dueStarts() > 0; begun++) {
      SimulatedClient client = idle.poll();
      if (client == null) {
        break;
      }
      begin(client, queue.take());
    }
    clientsAreShort = queue.dueStarts() > 0 && (clientsAreShort || idle.isEmpty());
    if (queue.dueStarts() > 0 && !idle.isEmpty()) {
      eventLoop.execute(this::dispatch);
    } else if (queue.hasLater()) {
      wakeUpAt(queue.nextNanos());
    }
  }

  private void begin(SimulatedClient client, long intendedNanos) {
    if (plan.workload().isOpen() && !clientsAreShort) {
      lag.started(nanoTime() - intendedNanos);
    }
    client.begin(intendedNanos);
  }

  private void wakeUpAt(long timeNanos) {
    if (wakeUp == null) {
      long delayNanos = Math.max(0, timeNanos - nanoTime());
      wakeUp = eventLoop.schedule(this::wakeUp, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void wakeUp() {
    wakeUp = null;
    dispatch();
  }

  /** Decides what a client does that has finished a transfer. */
  void over(SimulatedClient client) {
    if (mayProceed(client)) {
      client.proceedFrom(nanoTime());
    } else {
      release(client);
    }
  }

  private boolean mayProceed(SimulatedClient client) {
    int limit = plan.workload().transfersPerClient();
    return !plan.workload().isOpen()
        && !stopped
        && nanoTime() - endNanos < 0
        && (limit == 0 || client.begun() < limit);
  }

  /** Begins a client's next transfer, unless the test has ended meanwhile. */
  void proceed(SimulatedClient client, long intendedNanos) {
    if (stopped) {
      release(client);
    } else {
      client.begin(intendedNanos);
    }
  }

  private void release(SimulatedClient client) {
    idle.add(client);
    if (starts != null && starts.dueStarts() > 0) {
      eventLoop.execute(this::dispatch);
    }
  }

  /**
   * Ends everything now.
   *
   * @param overdue whether what is not over counts as failed, since it has had its time
   */
  boolean cut(boolean overdue) {
    this.overdue = overdue;
    stopped = true;
    if (starts != null) {
      starts.update(nanoTime());
      starts.end();
      leaveWaiting(starts);
    }
    clients.forEach(SimulatedClient::cut);
    return true;
  }

  /** Counts the starts that found no client: what they have waited is the least they would have. */
  private void leaveWaiting(StartQueue queue) {
    if (overdue) {
      tally.neverStart(queue.dueStarts());
    } else {
      tally.leaveWaiting(queue.dueStarts());
    }
    long nowNanos = nanoTime();
    while (queue.dueStarts() > 0) {
      long intendedNanos = queue.take();
      for (Latencies.Phase phase : Latencies.Phase.values()) {
        if (isMeasured(intendedNanos)) {
          latencies.record(phase, nowNanos - intendedNanos);
        }
      }
    }
  }

  /** Hands over what has happened since the last sample. */
  LoadSample sample() {
    if (failure != null) {
      throw new IllegalStateException("the load test failed by a fault of its own", failure);
    }
    verdicts.settle(tally);
    LoadTally handedTally = tally;
    tally = new LoadTally();
    Latencies handedLatencies = latencies;
    // Who asks has added up what it was given before: new histograms ten times a second would be
    // garbage of some hundred kilobytes each.
    latencies = spareLatencies;
    latencies.reset();
    spareLatencies = handedLatencies;
    if (starts != null) {
      starts.update(nanoTime());
    }
    return new LoadSample(
        handedTally,
        handedLatencies,
        new ClientCounts(clientsByState),
        starts == null ? 0 : starts.dueStarts(),
        isFinished(),
        lastEndNanos,
        THREADS.getCurrentThreadCpuTime(),
        impaired.snapshot());
  }

  private boolean isFinished() {
    StartQueue queue = starts;
    return queue != null
        && !queue.hasLater()
        && queue.dueStarts() == 0
        && idle.size() == clients.size();
  }

  /** Hands over the last of the warm-up: from here on, what is going on counts afresh. */
  LoadSample endWarmUp() {
    LoadSample sample = sample();
    measuring = true;
    measuredSinceNanos = nanoTime();
    verdicts.forget();
    lag.reset();
    for (SimulatedClient client : clients) {
      if (client.beginMeasuring()) {
        tally.start();
      }
    }
    return sample;
  }

  /** Hands over the last of the duration: how late this loop is afterwards says nothing. */
  LoadSample endDuration() {
    lag.end();
    return sample();
  }

  /** Returns how late the loop was during the measurement. */
  Histogram lag() {
    return lag.copy();
  }

  /** Tells whether a transfer that was meant to start then is one of the measurement. */
  boolean isMeasured(long intendedNanos) {
    return intendedNanos - measuredSinceNanos >= 0;
  }

  Fairness fairness() {
    Fairness fairness = Fairness.NONE;
    boolean all = !plan.misbehaviour().leavesSomePrompt();
    for (SimulatedClient client : clients) {
      // A client that is slow of its own accord says nothing about the server.
      fairness = all || !client.isSlow() ? client.addTo(fairness) : fairness;
    }
    return fairness;
  }

  /** Takes note that a transfer has succeeded or failed. */
  void ended() {
    lastEndNanos = nanoTime();
  }

  /** Takes note of a fault of this program, for the next sample to report. */
  void fail(Throwable cause) {
    failure = cause;
  }

  void move(ClientState from, ClientState to) {
    clientsByState[from.ordinal()]--;
    clientsByState[to.ordinal()]++;
  }

  PageReceiver newReceiver() {
    return new PageReceiver(
        nanoTime(),
        plan.conduct().retransmission(),
        plan.conduct().linger(),
        initialSequenceNumbers.nextInt());
  }

  ContentDigest newDigest() {
    return new ContentDigest(scratch);
  }

  long latenessNanos(SimulatedClient client) {
    return client.isSlow() ? plan.misbehaviour().slowBy().toNanos() : 0;
  }

  long nanoTime() {
    return eventLoop.ticker().nanoTime();
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  LoopShare share() {
    return share;
  }

  LoadPlan plan() {
    return plan;
  }

  Chance chance() {
    return chance;
  }

  /**
   * Judges what has waited for a verdict.
   *
   * @return whether anything has, and there is one more sample to take
   */
  boolean settleVerdicts() {
    return verdicts.settleAll(tally);
  }

  Verdicts verdicts() {
    return verdicts;
  }

  ReferenceContent reference() {
    return reference;
  }

  ImpairmentCounters impaired() {
    return impaired;
  }

  /** Tells whether the warm-up is over. */
  boolean isMeasuring() {
    return measuring;
  }

  boolean isOverdue() {
    return overdue;
  }

  /** Returns the tally to add to right now; another one after the next sample. */
  LoadTally tally() {
    return tally;
  }

  /** Returns the latencies to record to right now; others after the next sample. */
  Latencies latencies() {
    return latencies;
  }
}
