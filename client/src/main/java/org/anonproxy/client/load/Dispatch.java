package org.anonproxy.client.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the starts of one event loop, when they come due, to clients that are idle.
 *
 * <p>Thread: the loop's.
 */
final class Dispatch {
  /** How many transfers begin before datagrams are read again. */
  private static final int STARTS_PER_TURN = 64;

  private final EventLoop eventLoop;
  private final Roster roster;
  private final @Nullable LoopLag lag;
  private @Nullable StartQueue starts;
  private @Nullable Future<?> wakeUp;
  private boolean clientsAreShort;
  private boolean ended;

  /**
   * Creates a dispatch without any starts yet.
   *
   * @param lag is told how late starts are for which a client was free; {@code null} if starts have
   *     no time of their own
   */
  Dispatch(EventLoop eventLoop, Roster roster, @Nullable LoopLag lag) {
    this.eventLoop = eventLoop;
    this.roster = roster;
    this.lag = lag;
  }

  /** Begins with the starts that are due now. */
  void begin(StartQueue queue) {
    starts = queue;
    dispatch();
  }

  private void dispatch() {
    StartQueue queue = starts;
    if (queue == null || ended) {
      return;
    }
    queue.update(nanoTime());
    for (int begun = 0; begun < STARTS_PER_TURN && queue.dueStarts() > 0; begun++) {
      SimulatedClient client = roster.takeIdle();
      if (client == null) {
        break;
      }
      begin(client, queue.take());
    }
    clientsAreShort = queue.dueStarts() > 0 && (clientsAreShort || !roster.hasIdle());
    if (queue.dueStarts() > 0 && roster.hasIdle()) {
      eventLoop.execute(this::dispatch);
    } else if (queue.hasLater()) {
      wakeUpAt(queue.nextNanos());
    }
  }

  private void begin(SimulatedClient client, long intendedNanos) {
    if (lag != null && !clientsAreShort) {
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

  /** Takes a client back that has nothing to do any more; a start may wait for it. */
  void release(SimulatedClient client) {
    roster.release(client);
    if (starts != null && starts.dueStarts() > 0) {
      eventLoop.execute(this::dispatch);
    }
  }

  /** Has no more starts come due; returns those that are and found no client, if it had begun. */
  @Nullable StartQueue end() {
    ended = true;
    if (starts != null) {
      starts.update(nanoTime());
      starts.end();
    }
    return starts;
  }

  /** Returns how many starts are due and have no client. */
  long waitingStarts() {
    if (starts == null) {
      return 0;
    }
    starts.update(nanoTime());
    return starts.dueStarts();
  }

  /** Tells whether it has begun and there is no start left, due or to come. */
  boolean isOver() {
    return starts != null && !starts.hasLater() && starts.dueStarts() == 0;
  }

  private long nanoTime() {
    return eventLoop.ticker().nanoTime();
  }
}
