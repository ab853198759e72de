package org.anonproxy.server.admin;

import io.prometheus.metrics.model.snapshots.Unit;
import java.util.EnumSet;
import java.util.Set;
import org.anonproxy.server.session.DatagramTotals;
import org.anonproxy.server.session.EndpointSnapshot;
import org.anonproxy.server.session.Tally;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.PageSender;

/** Registers the metrics of sessions and packets, out of the latest sample. */
final class TrafficMetrics {
  private static final Set<Disposition> DROPS =
      EnumSet.complementOf(EnumSet.of(Disposition.ACCEPTED));
  private static final Set<PageSender.State> STATES =
      EnumSet.complementOf(EnumSet.of(PageSender.State.CLOSED));

  private final Instruments instruments;
  private final Sampler sampler;

  private TrafficMetrics(Instruments instruments, Sampler sampler) {
    this.instruments = instruments;
    this.sampler = sampler;
  }

  static void register(Instruments instruments, Sampler sampler, Watched watched) {
    TrafficMetrics metrics = new TrafficMetrics(instruments, sampler);
    metrics.registerSessions(watched);
    metrics.registerBytes();
    metrics.registerDatagrams();
  }

  private EndpointSnapshot now() {
    return sampler.latest().endpoint();
  }

  private DatagramTotals datagrams() {
    return now().datagrams();
  }

  private void registerSessions(Watched watched) {
    instruments.gauges(
        "anonproxy_sessions",
        "state",
        "Sessions by state; a tombstone is one that has ended and stays for 3 s",
        () -> now().states().only(STATES));
    instruments.gauge(
        "anonproxy_sessions_limit",
        null,
        "Sessions of all states that there may be at once; further handshakes are ignored",
        watched::sessionsLimit);
    instruments.counter(
        "anonproxy_handshakes_started",
        null,
        "Handshakes of which state is or was kept",
        () -> now().startedHandshakes());
    instruments.counter(
        "anonproxy_handshakes_completed",
        null,
        "Handshakes after which a transfer began",
        () -> now().completedHandshakes());
    instruments.counter(
        "anonproxy_handshakes_stateless",
        null,
        "SYNs answered without keeping anything, because of too many half-open sessions",
        () -> now().answersWithoutSession());
    instruments.counters(
        "anonproxy_sessions_closed",
        "reason",
        "Sessions that ended, half-open ones included",
        this::closed);
  }

  private Tally<CloseReason> closed() {
    return now().closed();
  }

  private void registerBytes() {
    instruments.counter(
        "anonproxy_delivered_bytes",
        Unit.BYTES,
        "Bytes of pages that clients have acknowledged",
        () -> now().deliveredBytes());
    instruments.counter(
        "anonproxy_received_bytes",
        Unit.BYTES,
        "UDP payload received",
        () -> datagrams().received().bytes());
    instruments.counter(
        "anonproxy_sent_bytes",
        Unit.BYTES,
        "UDP payload sent, retransmissions included",
        () -> datagrams().sent().bytes());
    instruments.counter(
        "anonproxy_retransmitted_bytes",
        Unit.BYTES,
        "UDP payload sent because a retransmission timer expired",
        () -> datagrams().retransmitted().bytes());
  }

  private void registerDatagrams() {
    instruments.counter(
        "anonproxy_received_datagrams",
        null,
        "Datagrams received",
        () -> datagrams().received().datagrams());
    instruments.counter(
        "anonproxy_sent_datagrams",
        null,
        "Datagrams sent, retransmissions included",
        () -> datagrams().sent().datagrams());
    instruments.counter(
        "anonproxy_retransmitted_datagrams",
        null,
        "Datagrams sent because a retransmission timer expired",
        () -> datagrams().retransmitted().datagrams());
    instruments.counters(
        "anonproxy_dropped_datagrams",
        "reason",
        "Received datagrams that came to nothing",
        () -> now().dispositions().only(DROPS));
  }
}
