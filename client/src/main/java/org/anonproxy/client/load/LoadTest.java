package org.anonproxy.client.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

  /** The same after the user has asked for the end. */
  private static final long STOPPED_LOOP_END_PATIENCE_SECONDS = 1;

  private final LoadPlan plan;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final LoadLoops loops = new LoadLoops(stop);

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
   * @throws IOException if the ports cannot be opened, or memory runs out; the message says what to
   *     do
   * @throws UnsupportedOperationException if the transport does not run here
   */
  public LoadReport run(LoadObserver observer, Duration every)
      throws IOException, InterruptedException {
    SystemLimits limits = SystemLimits.read();
    LoadPlan settled = limits.settle(plan);
    EventLoopGroup eventLoops =
        settled.target().transport().newEventLoops(settled.target().loops(), "anon-load");
    try {
      prepare(settled, limits, eventLoops);
      LoadReport report = measure(settled, observer, every.toNanos());
      awaitLastDatagrams(settled.impairment());
      return report;
    } catch (LoadLoops.Unresponsive e) {
      return new Measurement(settled, 0).report(false, true, Fairness.NONE);
    } catch (OutOfMemoryError e) {
      throw limits.explain(settled, e);
    } finally {
      long patienceSeconds =
          stop.getCount() == 0 ? STOPPED_LOOP_END_PATIENCE_SECONDS : LOOP_END_PATIENCE_SECONDS;
      eventLoops
          .shutdownGracefully(0, patienceSeconds, TimeUnit.SECONDS)
          .awaitUninterruptibly(patienceSeconds, TimeUnit.SECONDS);
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

  private void prepare(LoadPlan settled, SystemLimits limits, EventLoopGroup eventLoops)
      throws IOException, InterruptedException, LoadLoops.Unresponsive {
    ReferenceContent reference = new ReferenceContent();
    Map<LoadLoop, Promise<Void>> openings = new LinkedHashMap<>();
    for (int loop = 0; loop < settled.target().loops(); loop++) {
      EventLoop eventLoop = eventLoops.next();
      LoadLoop created = new LoadLoop(eventLoop, settled, new LoopShare(settled, loop), reference);
      loops.add(created);
      Promise<Void> opened = eventLoop.newPromise();
      openings.put(created, opened);
      created.execute(() -> openPorts(created, opened));
    }
    for (Map.Entry<LoadLoop, Promise<Void>> opening : openings.entrySet()) {
      Promise<Void> opened = opening.getValue();
      loops.await(opening.getKey(), opened, 0);
      if (opened.cause() != null) {
        throw limits.explain(settled, opened.cause());
      }
    }
  }

  /** Opens a loop's ports; the loop would keep to itself what goes wrong. */
  private static void openPorts(LoadLoop loop, Promise<Void> opened) {
    try {
      new PortOpening(loop).open(opened);
    } catch (Throwable failure) { // memory that ran out, most likely
      opened.tryFailure(failure);
    }
  }

  private LoadReport measure(LoadPlan settled, LoadObserver observer, long everyNanos)
      throws InterruptedException, LoadLoops.Unresponsive {
    List<LoadSample> before = loops.call(loop -> loop::sample);
    long startNanos = loops.nanoTime();
    Measurement measurement = new Measurement(settled, startNanos);
    measurement.begin(before);
    loops.execute(loop -> () -> loop.start(startNanos));
    LoadClock clock = new LoadClock(settled, startNanos, TICK_NANOS);
    try {
      return measure(measurement, clock, observer, everyNanos);
    } catch (LoadLoops.Unresponsive e) {
      return measurement.reportSoFar();
    }
  }

  private LoadReport measure(
      Measurement measurement, LoadClock clock, LoadObserver observer, long everyNanos)
      throws InterruptedException, LoadLoops.Unresponsive {
    boolean measuring = !measurement.isWarmingUp(loops.nanoTime());
    boolean draining = false;
    while (true) {
      boolean stopped = stop.await(clock.nanosToTick(loops.nanoTime()), TimeUnit.NANOSECONDS);
      long nowNanos = loops.nanoTime();
      boolean endsWarmUp = !measuring && !measurement.isWarmingUp(nowNanos);
      boolean endsDuration = !draining && !endsWarmUp && clock.isDraining(nowNanos);
      boolean idle = takeSamples(measurement, sampling(endsWarmUp, endsDuration));
      boolean finished = idle && clock.mayEnd(nowNanos);
      if (measurement.sinceProgressNanos() >= everyNanos) {
        observer.progressed(measurement.progress());
      }
      if (endsWarmUp) {
        measuring = true;
        measurement.beginMeasuring();
      }
      if (endsDuration) {
        draining = true;
        measurement.endMeasuring();
      }
      if (finished || stopped || clock.isOver(nowNanos)) {
        return conclude(measurement, finished, stopped);
      }
    }
  }

  private static Function<LoadLoop, Callable<LoadSample>> sampling(
      boolean endsWarmUp, boolean endsDuration) {
    if (endsWarmUp) {
      return loop -> loop::endWarmUp;
    }
    return endsDuration ? loop -> loop::endDuration : loop -> loop::sample;
  }

  private boolean takeSamples(Measurement measurement, Function<LoadLoop, Callable<LoadSample>> how)
      throws InterruptedException, LoadLoops.Unresponsive {
    List<LoadSample> samples = loops.call(how);
    // Loops that are late have counted until now.
    measurement.add(samples, loops.nanoTime());
    return samples.stream().allMatch(LoadSample::finished);
  }

  private LoadReport conclude(Measurement measurement, boolean finished, boolean stopped)
      throws InterruptedException, LoadLoops.Unresponsive {
    boolean cut = !finished;
    boolean overdue = plan.workload().isOpen() && !stopped;
    if (cut) {
      loops.call(loop -> () -> loop.cut(overdue));
    }
    if (measurement.isWarmingUp(loops.nanoTime())) {
      measurement.beginMeasuring();
      return measurement.report(false, cut && stopped, Fairness.NONE);
    }
    boolean judged = loops.call(loop -> loop::settleVerdicts).contains(true);
    if (cut || judged) {
      takeSamples(measurement, loop -> loop::sample);
    }
    measurement.addLag(loops.call(loop -> loop::lag));
    Fairness fairness = Fairness.NONE;
    for (Fairness share : loops.call(loop -> loop::fairness)) {
      fairness = fairness.plus(share);
    }
    return measurement.report(cut, cut && stopped, fairness);
  }
}
