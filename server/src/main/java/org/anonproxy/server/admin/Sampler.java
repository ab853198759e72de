package org.anonproxy.server.admin;

import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.anonproxy.server.ServerLoop;

/**
 * Looks at the server once a second, however many ask, and remembers the last five minutes.
 *
 * <p>Thread: the admin loop.
 */
final class Sampler {
  /** How many sessions of one loop are described: a bound on the time that this takes there. */
  static final int SESSIONS_PER_LOOP = 4096;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_MOMENTS = 300;

  /** For how long somebody who asked for the sessions is taken to be still looking. */
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final EventLoop adminLoop;
  private final Deque<Moment> history = new ArrayDeque<>();
  private List<ServerLoop> serverLoops = List.of();
  private List<WatchedLoop> loops = List.of();
  private ServerSample latest = ServerSample.of(System.nanoTime(), List.of());
  private long version;
  private boolean published = true;
  private boolean watched;
  private long watchedNanos;

  Sampler(EventLoop adminLoop) {
    this.adminLoop = adminLoop;
  }

  /**
   * Begins to look at {@code newLoops}.
   *
   * @param lags is told how late their timers are, on the loops themselves
   */
  @SuppressWarnings("FutureReturnValueIgnored") // if it fails, samples end and health says so
  void begin(List<ServerLoop> newLoops, LongConsumer lags) {
    long nowNanos = System.nanoTime();
    serverLoops = newLoops;
    loops =
        newLoops.stream().map(loop -> new WatchedLoop(loop, adminLoop, lags, nowNanos)).toList();
    latest = ServerSample.of(nowNanos, List.of());
    adminLoop.scheduleAtFixedRate(this::look, 0, PERIOD_NANOS, TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (!published) {
      publish(); // A loop has not answered in time: the others' answers have to do.
    }
    published = false;
    watched = watched && System.nanoTime() - watchedNanos < WATCHED_NANOS;
    int mostSessions = watched ? SESSIONS_PER_LOOP : 0;
    for (WatchedLoop loop : loops) {
      loop.ask(mostSessions, this::answered);
    }
  }

  private void answered() {
    if (!published && loops.stream().noneMatch(WatchedLoop::isAsked)) {
      publish();
    }
  }

  private void publish() {
    published = true;
    ServerSample before = latest;
    latest = ServerSample.of(System.nanoTime(), loops.stream().map(WatchedLoop::latest).toList());
    if (version > 0) { // The first sample follows on none.
      remember(Moment.between(before, latest));
    }
    version++;
  }

  private void remember(Moment moment) {
    if (history.size() == MOST_MOMENTS) {
      history.removeFirst();
    }
    history.addLast(moment);
  }

  /** Returns what was seen last. */
  ServerSample latest() {
    return latest;
  }

  /** Returns a number that is another one whenever {@link #latest} is. */
  long version() {
    return version;
  }

  /** Returns the last five minutes, oldest first; not to be kept. */
  Iterable<Moment> history() {
    return history;
  }

  /** Returns the latest moment; none before the first. */
  Iterable<Moment> latestMoment() {
    return history.isEmpty() ? List.of() : List.of(history.getLast());
  }

  /** Notes that somebody looks at single sessions, which the next samples will describe. */
  void wantSessions() {
    watched = true;
    watchedNanos = System.nanoTime();
  }

  /** Returns the direct memory that the pool of datagram buffers holds, NaN if it does not say. */
  double pooledBytes() {
    // All loops share one pool.
    ByteBufAllocatorMetric pool = serverLoops.isEmpty() ? null : serverLoops.get(0).bufferMemory();
    return pool == null ? Double.NaN : pool.usedDirectMemory();
  }

  /** Returns how many event loops there are. */
  int loops() {
    return loops.size();
  }

  /** Returns how long the most silent event loop has not answered. */
  long longestSilenceNanos() {
    long nowNanos = System.nanoTime();
    return loops.stream().mapToLong(loop -> loop.silentNanos(nowNanos)).max().orElse(0);
  }
}
