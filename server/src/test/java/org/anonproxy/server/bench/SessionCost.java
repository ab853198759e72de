package org.anonproxy.server.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures what a session costs a server while many are open at once: memory, by class, and how
 * late its timers are.
 *
 * <p>Arguments: server port, server process, sessions. The server runs with {@code --min-rto 3s
 * --retries 64 --min-rate 0}, so that all sessions stay and the timeout of each is 3 s throughout,
 * and with {@code -XX:NativeMemoryTracking=summary}. Exits with 1 if a limit is exceeded.
 */
final class SessionCost {
  private static final long RTO_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long WATCH_SECONDS = 20;
  private static final int WATCHED_PEERS = 1_000;
  private static final int MAX_SESSION_BYTES = 1024;
  private static final int MAX_RECORD_BYTES = 512;
  private static final double MAX_LAG_MILLIS = 10;

  private SessionCost() {}

  /** Runs one measurement and prints it. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    JavaProcess server = new JavaProcess(Long.parseLong(arguments[1]));
    int sessions = Integer.parseInt(arguments[2]);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (HeldSessions held = new HeldSessions(address)) {
      // The first sessions load classes and fill caches, which later ones do not pay for.
      int warmUp = sessions / 10;
      held.open(warmUp, sessions);
      ClassHistogram heapBefore = server.liveObjects();
      long directBefore = server.directBytes();
      held.open(sessions, Math.max(1, sessions / WATCHED_PEERS));
      long[] lateNanos = held.watch(WATCH_SECONDS, RTO_NANOS);
      ClassHistogram heap = server.liveObjects().minus(heapBefore);
      long directBytes = Math.max(0, server.directBytes() - directBefore);
      boolean passed = report(heap, directBytes, sessions - warmUp, lateNanos);
      System.exit(passed ? 0 : 1);
    }
  }

  private static boolean report(
      ClassHistogram heap, long directBytes, int sessions, long[] lateNanos) throws IOException {
    long added = heap.instances("org.anonproxy.server.session.Session");
    if (added != sessions || lateNanos.length == 0) {
      throw new IOException(
          "of "
              + sessions
              + " sessions "
              + added
              + " are open; "
              + lateNanos.length
              + " repetitions seen");
    }
    double recordBytes = 0;
    for (ClassHistogram.Row row : heap.largest()) {
      double bytes = (double) row.bytes() / sessions;
      if (bytes >= 1) {
        System.out.printf(Locale.ROOT, "%10.1f bytes  %s%n", bytes, row.type());
        recordBytes += bytes;
      }
    }
    double heapBytes = (double) heap.bytes() / sessions;
    double direct = (double) directBytes / sessions;
    double lagMillis = percentileMillis(lateNanos, 0.99);
    System.out.printf(
        Locale.ROOT,
        "%d sessions: %.0f bytes of heap and %.0f of direct memory each (limit %d),"
            + " of which the session's own objects %.0f (limit %d)%n"
            + "timer lag: p50 %.2f ms, p99 %.2f ms (limit %.0f), max %.2f ms, of %d repetitions%n",
        sessions,
        heapBytes,
        direct,
        MAX_SESSION_BYTES,
        recordBytes,
        MAX_RECORD_BYTES,
        percentileMillis(lateNanos, 0.5),
        lagMillis,
        MAX_LAG_MILLIS,
        percentileMillis(lateNanos, 1),
        lateNanos.length);
    return heapBytes + direct <= MAX_SESSION_BYTES
        && recordBytes <= MAX_RECORD_BYTES
        && lagMillis <= MAX_LAG_MILLIS;
  }

  private static double percentileMillis(long[] ascendingNanos, double share) {
    int index = (int) Math.ceil(share * ascendingNanos.length) - 1;
    return ascendingNanos[Math.max(0, index)] / 1e6;
  }
}
