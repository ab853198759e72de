package org.anonproxy.server.admin;

import org.anonproxy.server.session.EndpointSnapshot;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.PageSender;

/**
 * Is one point of the dashboard's charts: what went on per second between two samples, and what
 * stood at the later one.
 *
 * @param takenNanos when that was, on the clock of {@link System#nanoTime}
 */
record Moment(
    long takenNanos,
    double goodBytesPerSecond,
    double wireBytesPerSecond,
    double packetsPerSecond,
    double retransmissionsPerSecond,
    double dropsPerSecond,
    double transfersPerSecond,
    long runningSessions,
    long halfOpenSessions,
    double lagMillis) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  static Moment between(ServerSample before, ServerSample after) {
    double seconds = Math.max(1e-3, (after.takenNanos() - before.takenNanos()) / NANOS_PER_SECOND);
    EndpointSnapshot then = before.endpoint();
    EndpointSnapshot now = after.endpoint();
    return new Moment(
        after.takenNanos(),
        (now.deliveredBytes() - then.deliveredBytes()) / seconds,
        (now.datagrams().sent().bytes() - then.datagrams().sent().bytes()) / seconds,
        (now.datagrams().sent().datagrams() - then.datagrams().sent().datagrams()) / seconds,
        (now.datagrams().retransmitted().datagrams() - then.datagrams().retransmitted().datagrams())
            / seconds,
        (now.droppedDatagrams() - then.droppedDatagrams()) / seconds,
        (completed(now) - completed(then)) / seconds,
        now.runningSessions(),
        now.states().of(PageSender.State.SYN_RECEIVED),
        after.lagNanos() / NANOS_PER_MILLI);
  }

  private static long completed(EndpointSnapshot snapshot) {
    return snapshot.closed().of(CloseReason.COMPLETED)
        + snapshot.closed().of(CloseReason.UNCONFIRMED);
  }
}
