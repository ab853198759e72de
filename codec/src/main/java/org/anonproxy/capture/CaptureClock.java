package org.anonproxy.capture;

import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Turns the readings of a monotonic clock into times of day, in nanoseconds since 1970.
 *
 * <p>Stamps are taken on the monotonic clock, whose reading costs little and never goes back. It is
 * tied to the time of day when a file begins, so that the stamps of one file keep their order and
 * distances, and a clock that was set right is believed from the next file on.
 *
 * <p>Thread: {@link #nanoTime} on any, the rest on the writer's.
 */
final class CaptureClock {
  private final Ticker ticker;
  private final InstantSource wallClock;
  private long anchorNanos;
  private long anchorEpochNanos;

  CaptureClock(Ticker ticker, InstantSource wallClock) {
    this.ticker = ticker;
    this.wallClock = wallClock;
    anchor();
  }

  long nanoTime() {
    return ticker.nanoTime();
  }

  /** Ties the two clocks together, now. */
  void anchor() {
    anchorNanos = ticker.nanoTime();
    Instant now = wallClock.instant();
    anchorEpochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  long epochNanos(long stampNanos) {
    return anchorEpochNanos + (stampNanos - anchorNanos);
  }
}
