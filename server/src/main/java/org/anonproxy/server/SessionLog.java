package org.anonproxy.server;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Tells the console log what becomes of sessions, a line each, and of the socket's failures, at
 * most a line a minute.
 */
public final class SessionLog implements SessionObserver {
  private static final Logger LOGGER = LogManager.getLogger(SessionLog.class);
  private static final long FAILURE_LINE_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double NANOS_PER_SECOND = 1e9;

  private long failures;
  private long nextFailureLineNanos = System.nanoTime();

  /** Creates a log of sessions. */
  public SessionLog() {}

  @Override
  public void opened(Session session) {
    if (LOGGER.isInfoEnabled()) {
      LOGGER.info("session {} opened", NetUtil.toSocketAddressString(session.peer()));
    }
  }

  @Override
  public void closed(Session session, CloseReason reason, long durationNanos) {
    if (LOGGER.isInfoEnabled()) {
      LOGGER.info(
          "session {} closed: {}, {} of {} bytes, {} retransmissions, {} s",
          NetUtil.toSocketAddressString(session.peer()),
          reason.text(),
          session.sender().acknowledgedBytes(),
          session.sender().pageBytes(),
          session.sender().retransmissions(),
          String.format(Locale.ROOT, "%.3f", durationNanos / NANOS_PER_SECOND));
    }
  }

  @Override
  public synchronized void failed(Throwable cause) {
    failures++;
    long nowNanos = System.nanoTime();
    if (nextFailureLineNanos - nowNanos <= 0) {
      LOGGER.warn(
          "the socket failed {} times, serving goes on: {}", failures, String.valueOf(cause));
      failures = 0;
      nextFailureLineNanos = nowNanos + FAILURE_LINE_INTERVAL_NANOS;
    }
  }
}
