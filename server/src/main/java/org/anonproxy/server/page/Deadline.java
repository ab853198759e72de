package org.anonproxy.server.page;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Holds the moment at which a download as a whole must have ended. Any thread may ask. */
final class Deadline {
  private final long deadlineNanos;

  private Deadline(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Returns the moment that lies {@code limit} ahead. */
  static Deadline after(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /**
   * Returns the time left, never 0, because 0 means "for ever" to a socket.
   *
   * @throws SocketTimeoutException if no time is left
   */
  int remainingMillis() throws SocketTimeoutException {
    long remainingNanos = deadlineNanos - System.nanoTime();
    if (remainingNanos <= 0) {
      throw new SocketTimeoutException("the time for the whole download is over");
    }
    return Math.toIntExact(TimeUnit.NANOSECONDS.toMillis(remainingNanos) + 1);
  }
}
