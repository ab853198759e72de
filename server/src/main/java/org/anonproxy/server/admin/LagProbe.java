package org.anonproxy.server.admin;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Measures, ten times a second, how late an event loop serves its timers.
 *
 * <p>Thread: that event loop.
 */
final class LagProbe {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final EventLoop eventLoop;
  private final LongConsumer lags;
  private long dueNanos;
  private long worstNanos;

  /**
   * Creates a probe.
   *
   * @param lags is told of every lag, in nanoseconds, on the event loop
   */
  LagProbe(EventLoop eventLoop, LongConsumer lags) {
    this.eventLoop = eventLoop;
    this.lags = lags;
  }

  /** Begins; ends with the event loop. */
  @SuppressWarnings("FutureReturnValueIgnored") // the loop reports what fails
  void begin() {
    dueNanos = eventLoop.ticker().nanoTime() + PERIOD_NANOS;
    eventLoop.schedule(this::look, PERIOD_NANOS, TimeUnit.NANOSECONDS);
  }

  private void look() {
    long lagNanos = Math.max(0, eventLoop.ticker().nanoTime() - dueNanos);
    worstNanos = Math.max(worstNanos, lagNanos);
    lags.accept(lagNanos);
    begin();
  }

  /** Returns the longest lag since the last call. */
  long takeWorstNanos() {
    long worst = worstNanos;
    worstNanos = 0;
    return worst;
  }
}
