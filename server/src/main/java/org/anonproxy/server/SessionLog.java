package org.anonproxy.server;

import io.netty.util.NetUtil;
import java.util.concurrent.TimeUnit;
import org.anonproxy.cli.LogField;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Tells the console log what becomes of sessions, a line each for those who want the details, and
 * of the socket's failures, at most a line a minute.
 */
public final class SessionLog implements SessionObserver {
  private static final Logger LOGGER = LogManager.getLogger(SessionLog.class);
  private static final long FAILURE_LINE_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final Marker OPENED = MarkerManager.getMarker("session-opened");
  private static final Marker CLOSED = MarkerManager.getMarker("session-closed");
  private static final Marker FAILED = MarkerManager.getMarker("socket-failed");

  private long failures;
  private long nextFailureLineNanos = System.nanoTime();

  /** Creates a log of sessions. */
  public SessionLog() {}

  @Override
  public void opened(Session session) {
    if (LOGGER.isDebugEnabled()) {
      LOGGER.debug(OPENED, "session {} opened", peer(session));
    }
  }

  @Override
  public void closed(Session session, CloseReason reason, long durationNanos) {
    if (LOGGER.isDebugEnabled()) {
      LOGGER.debug(
          CLOSED,
          "session {} closed: {}, {} of {} bytes, {} retransmissions, {} s",
          peer(session),
          new LogField("reason", reason.text()),
          new LogField("bytes", session.sender().acknowledgedBytes()),
          new LogField("pageBytes", session.sender().pageBytes()),
          new LogField("retransmissions", session.sender().retransmissions()),
          new LogField("seconds", seconds(durationNanos)));
    }
  }

  private static LogField peer(Session session) {
    return new LogField("peer", NetUtil.toSocketAddressString(session.peer()));
  }

  /** Returns seconds to the millisecond. */
  private static double seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / MILLIS_PER_SECOND;
  }

  @Override
  public synchronized void failed(Throwable cause) {
    failures++;
    long nowNanos = System.nanoTime();
    if (nextFailureLineNanos - nowNanos <= 0) {
      LOGGER.warn(
          FAILED,
          "the socket failed {} times, serving goes on: {}",
          new LogField("failures", failures),
          new LogField("cause", String.valueOf(cause)));
      failures = 0;
      nextFailureLineNanos = nowNanos + FAILURE_LINE_INTERVAL_NANOS;
    }
  }
}
