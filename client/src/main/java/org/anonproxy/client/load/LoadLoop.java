package org.anonproxy.client.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
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
final class LoadLoop {
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
  private final Roster roster = new Roster();
  private final Ledger ledger;
  private final Dispatch dispatch;
  private @Nullable SparePorts spares;
  private long endNanos;
  private boolean stopped;
  private boolean overdue;
  private @Nullable Throwable failure;

  LoadLoop(EventLoop eventLoop, LoadPlan plan, LoopShare share, ReferenceContent reference) {
    this.eventLoop = eventLoop;
    this.plan = plan;
    this.share = share;
    this.reference = reference;
    verdicts = new Verdicts(reference);
    ledger = new Ledger(plan.workload().warmUp().isZero());
    dispatch = new Dispatch(eventLoop, roster, plan.workload().isOpen() ? lag : null);
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
    roster.add(new SimulatedClient(this, ports, chance.isSlow()));
  }

  /** Takes the ports that clients may go on from when they have left the server waiting. */
  void setSpares(SparePorts spares) {
    this.spares = spares;
  }

  /** Exchanges a port on which the server waits for one on which it does not. */
  ClientPort spare(ClientPort used) {
    return spares == null || stopped ? used : spares.exchange(used, nanoTime());
  }

  /**
   * Begins the test.
   *
   * @param startNanos when it began, for all loops; this one may be late
   */
  void start(long startNanos) {
    endNanos = startNanos + share.lengthNanos();
    ledger.begin(startNanos);
    tickAfter(lag.begin(nanoTime()));
    dispatch.begin(share.newStarts(startNanos));
  }

  private void tickAfter(long delayNanos) {
    Future<?> unused = eventLoop.schedule(this::tick, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (!stopped) {
      tickAfter(lag.tick(nanoTime()));
    }
  }

  /** Decides what a client does that has finished a transfer. */
  void over(SimulatedClient client) {
    if (mayProceed(client)) {
      client.proceedFrom(nanoTime());
    } else {
      dispatch.release(client);
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
      dispatch.release(client);
    } else {
      client.begin(intendedNanos);
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
    StartQueue waiting = dispatch.end();
    if (waiting != null) {
      ledger.leaveWaiting(waiting, overdue, nanoTime());
    }
    roster.forEach(SimulatedClient::cut);
    return true;
  }

  /** Hands over what has happened since the last sample. */
  LoadSample sample() {
    if (failure != null) {
      throw new IllegalStateException("the load test failed by a fault of its own", failure);
    }
    verdicts.settle(ledger.tally());
    return new LoadSample(
        ledger.handOverTally(),
        ledger.handOverLatencies(),
        roster.counts(),
        dispatch.waitingStarts(),
        dispatch.isOver() && roster.isAllIdle(),
        ledger.lastEndNanos(),
        THREADS.getCurrentThreadCpuTime(),
        impaired.snapshot());
  }

  /** Hands over the last of the warm-up: from here on, what is going on counts afresh. */
  LoadSample endWarmUp() {
    LoadSample sample = sample();
    ledger.beginMeasuring(nanoTime());
    verdicts.forget();
    lag.reset();
    roster.forEach(
        client -> {
          if (client.beginMeasuring()) {
            ledger.tally().start();
          }
        });
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

  Fairness fairness() {
    return roster.fairness(!plan.misbehaviour().leavesSomePrompt());
  }

  /** Takes note that a transfer has succeeded or failed. */
  void ended() {
    ledger.ended(nanoTime());
  }

  /** Takes note of a fault of this program, for the next sample to report. */
  void fail(Throwable cause) {
    failure = cause;
  }

  void move(ClientState from, ClientState to) {
    roster.move(from, to);
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
    return verdicts.settleAll(ledger.tally());
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
    return ledger.isMeasuring();
  }

  boolean isOverdue() {
    return overdue;
  }

  /** Returns the tally to add to right now; another one after the next sample. */
  LoadTally tally() {
    return ledger.tally();
  }

  /** Records how long a transfer took to one of its phases, if it is one of the measurement. */
  void record(Latencies.Phase phase, long intendedNanos) {
    ledger.record(phase, intendedNanos, nanoTime());
  }
}
