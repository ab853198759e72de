package org.anonproxy.server.session;

import java.util.ArrayList;
import java.util.List;
import org.anonproxy.netty.DatagramCounters;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.PageSender;

/**
 * Shows what one channel, or several together, had seen at one moment. Immutable, for any thread.
 *
 * @param states how many sessions are in each state, tombstones included
 * @param closed how many sessions ended for each reason, half-open ones included
 * @param dispositions what became of the datagrams that arrived
 * @param startedHandshakes how many SYNs and late third packets opened a session
 * @param completedHandshakes how many peers proved themselves and were admitted
 * @param answersWithoutSession how many SYNs were answered without keeping anything
 * @param deliveredBytes how many bytes of pages peers have acknowledged
 * @param sessions a choice of the sessions, in no order
 */
public record EndpointSnapshot(
    Tally<PageSender.State> states,
    Tally<CloseReason> closed,
    Tally<Disposition> dispositions,
    DatagramTotals datagrams,
    long startedHandshakes,
    long completedHandshakes,
    long answersWithoutSession,
    long deliveredBytes,
    List<SessionSnapshot> sessions) {

  /** What a channel has seen on which nothing happened yet. */
  public static final EndpointSnapshot EMPTY =
      new EndpointSnapshot(
          Tally.of(PageSender.State.class, state -> 0),
          Tally.of(CloseReason.class, reason -> 0),
          Tally.of(Disposition.class, disposition -> 0),
          DatagramTotals.NONE,
          0,
          0,
          0,
          0,
          List.of());

  static EndpointSnapshot of(
      EndpointCounters counters,
      DatagramCounters datagrams,
      SessionTable table,
      int mostSessions,
      long nowNanos) {
    return new EndpointSnapshot(
        Tally.of(PageSender.State.class, table::count),
        Tally.of(CloseReason.class, counters::closedFor),
        Tally.of(Disposition.class, datagrams::of),
        DatagramTotals.of(datagrams),
        counters.openedSessions(),
        counters.completedHandshakes(),
        counters.answersWithoutSession(),
        counters.deliveredBytes(),
        table.sample(mostSessions).stream()
            .map(session -> SessionSnapshot.of(session, nowNanos))
            .toList());
  }

  /** Returns what both channels had seen together. */
  public EndpointSnapshot plus(EndpointSnapshot other) {
    List<SessionSnapshot> all = new ArrayList<>(sessions);
    all.addAll(other.sessions);
    return new EndpointSnapshot(
        states.plus(other.states),
        closed.plus(other.closed),
        dispositions.plus(other.dispositions),
        datagrams.plus(other.datagrams),
        startedHandshakes + other.startedHandshakes,
        completedHandshakes + other.completedHandshakes,
        answersWithoutSession + other.answersWithoutSession,
        deliveredBytes + other.deliveredBytes,
        List.copyOf(all));
  }

  /** Returns how many proven sessions have a transfer under way. */
  public long runningSessions() {
    return states.of(PageSender.State.ESTABLISHED) + states.of(PageSender.State.FIN_WAIT);
  }

  /** Returns how many datagrams came to nothing. */
  public long droppedDatagrams() {
    return dispositions.total() - dispositions.of(Disposition.ACCEPTED);
  }
}
