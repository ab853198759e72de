package org.anonproxy.client.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs a load test: opens the ports, lets the event loops work, takes a sample from each ten times
 * a second, and ends it.
 *
 * <p>Thread: {@link #run} is called once, on a thread that may block; {@link #stop} on any.
 */
public final class LoadTest {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOP_END_PATIENCE_SECONDS = 5;
  private static final long LAST_FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long the transfers of an open loop may take to end after the last one was to start. */
  static final Duration DRAIN = Duration.ofSeconds(10);

  private final LoadPlan plan;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<LoadLoop> loops = new ArrayList<>();

  /** Creates a test that has not begun. */
  public LoadTest(LoadPlan plan) {
    this.plan = plan;
  }

  /** Ends the test soon; its report is partial. Without effect once the test has ended. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Runs the test to its end.
   *
   * @param observer is told of the progress
   * @param every how often, in whole tenths of a second
   * @throws IOException if the ports cannot be opened; the message says what to do
   * @throws UnsupportedOperationException if the transport does not run here
   */
  public LoadReport run(LoadObserver observer, Duration every)
      throws IOException, InterruptedException {
    LoadPlan settled = SystemLimits.read().settle(plan);
    EventLoopGroup eventLoops =
        settled.target().transport().newEventLoops(settled.target().loops(), "anon-load");
    try {
      prepare(settled, eventLoops);
      LoadReport report = measure(settled, observer, every.toNanos());
      awaitLastDatagrams(settled.impairment());
      return report;
    } finally {
      eventLoops
          .shutdownGracefully(0, LOOP_END_PATIENCE_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(LOOP_END_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Lets what clients sent last get to the server: the simulated links still hold it, and closing
   * their sockets would leave the server with sessions that nobody ends.
   */
  private void awaitLastDatagrams(Impairment impairment) throws InterruptedException {
    long heldNanos = impairment.delay().plus(impairment.jitter()).toNanos();
    if (heldNanos > 0) {
      boolean unused = stop.await(heldNanos + LAST_FLUSH_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private void prepare(LoadPlan settled, EventLoopGroup eventLoops)
      throws IOException, InterruptedException {
    ReferenceContent reference = new ReferenceContent();
    List<Future<Void>> openings = new ArrayList<>();
    for (int loop = 0; loop < settled.target().loops(); loop++) {
      EventLoop eventLoop = eventLoops.next();
      LoadLoop created = new LoadLoop(eventLoop, settled, new LoopShare(settled, loop), reference);
      loops.add(created);
      Promise<Void> opened = eventLoop.newPromise();
      created.execute(() -> new PortOpening(created).open(opened));
      openings.add(opened);
    }
    for (Future<Void> opening : openings) {
      try {
        opening.get();
      } catch (ExecutionException e) {
        throw SystemLimits.read().explain(settled, e.getCause() == null ? e : e.getCause());
      }
    }
  }

  private LoadReport measure(LoadPlan settled, LoadObserver observer, long everyNanos)
      throws InterruptedException {
    List<LoadSample> before = onEachLoop(loop -> loop::sample);
    Measurement measurement = new Measurement(settled, nanoTime());
    measurement.begin(before);
    loops.forEach(loop -> loop.execute(loop::start));
    LoadClock clock = new LoadClock(settled.workload(), nanoTime(), TICK_NANOS);
    boolean measuring = !measurement.isWarmingUp(nanoTime());
    while (true) {
      boolean stopped = stop.await(clock.nanosToTick(nanoTime()), TimeUnit.NANOSECONDS);
      long nowNanos = nanoTime();
      boolean endsWarmUp = !measuring && !measurement.isWarmingUp(nowNanos);
      boolean finished =
          takeSamples(
              measurement, nowNanos, endsWarmUp ? loop -> loop::endWarmUp : loop -> loop::sample);
      if (measurement.sinceProgressNanos() >= everyNanos) {
        observer.progressed(measurement.progress());
      }
      if (endsWarmUp) {
        measuring = true;
        measurement.beginMeasuring(nowNanos);
      }
      if (finished || stopped || clock.isOver(nowNanos)) {
        return conclude(measurement, finished, stopped);
      }
    }
  }

  private boolean takeSamples(
      Measurement measurement, long nowNanos, Function<LoadLoop, Callable<LoadSample>> how)
      throws InterruptedException {
    List<LoadSample> samples = onEachLoop(how);
    measurement.add(samples, nowNanos);
    return samples.stream().allMatch(LoadSample::finished);
  }

  private LoadReport conclude(Measurement measurement, boolean finished, boolean stopped)
      throws InterruptedException {
    boolean cut = !finished;
    if (measurement.isWarmingUp(nanoTime())) {
      measurement.beginMeasuring(nanoTime());
    }
    if (cut) {
      boolean overdue = plan.workload().isOpen() && !stopped;
      onEachLoop(loop -> () -> loop.cut(overdue));
      takeSamples(measurement, nanoTime(), loop -> loop::sample);
    }
    Fairness fairness = Fairness.NONE;
    for (Fairness share : onEachLoop(loop -> loop::fairness)) {
      fairness = fairness.plus(share);
    }
    return measurement.report(cut, cut && stopped, fairness);
  }

  private long nanoTime() {
    return loops.get(0).nanoTime();
  }

  private <T> List<T> onEachLoop(Function<LoadLoop, Callable<T>> step) throws InterruptedException {
    List<Future<T>> futures = new ArrayList<>();
    for (LoadLoop loop : loops) {
      futures.add(loop.call(step.apply(loop)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(await(future));
    }
    return results;
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }
}
