package org.anonproxy.server.admin;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import org.anonproxy.server.ServerLoop;

/**
 * Asks one event loop of the server, now and then, what it has seen, with at most one question
 * under way.
 *
 * <p>Thread: the admin loop; what happens on the server's loop is a short task that copies
 * counters.
 */
final class WatchedLoop {
  private final ServerLoop loop;
  private final Executor adminLoop;
  private final LagProbe lag;
  private LoopSample latest = LoopSample.NONE;
  private boolean asked;
  private long answeredNanos;

  WatchedLoop(ServerLoop loop, Executor adminLoop, LongConsumer lags, long nowNanos) {
    this.loop = loop;
    this.adminLoop = adminLoop;
    this.lag = new LagProbe(loop.eventLoop(), lags);
    this.answeredNanos = nowNanos;
    execute(lag::begin);
  }

  /**
   * Asks, unless the last question is still open.
   *
   * @param mostSessions how many sessions at most are described one by one
   * @param onAnswer runs on the admin loop when the answer is {@link #latest}
   */
  void ask(int mostSessions, Runnable onAnswer) {
    if (!asked) {
      asked = execute(() -> look(mostSessions, onAnswer));
    }
  }

  private boolean execute(Runnable task) {
    EventLoop eventLoop = loop.eventLoop();
    try {
      eventLoop.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false; // The server is closing: what was seen last stays.
    }
  }

  private void look(int mostSessions, Runnable onAnswer) {
    LoopSample sample =
        new LoopSample(loop.snapshot(mostSessions), lag.takeWorstNanos(), loop.socketMemory());
    adminLoop.execute(() -> answered(sample, onAnswer));
  }

  private void answered(LoopSample sample, Runnable onAnswer) {
    asked = false;
    answeredNanos = System.nanoTime();
    latest = sample;
    onAnswer.run();
  }

  LoopSample latest() {
    return latest;
  }

  /** Tells whether a question is still open. */
  boolean isAsked() {
    return asked;
  }

  /** Returns how long ago the loop last answered. */
  long silentNanos(long nowNanos) {
    return nowNanos - answeredNanos;
  }
}
