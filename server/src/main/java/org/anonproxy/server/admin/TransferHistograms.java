package org.anonproxy.server.admin;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import org.anonproxy.server.session.Session;
import org.anonproxy.server.session.SessionObserver;
import org.anonproxy.transport.CloseReason;

/**
 * Distributes transfer times and round trips over buckets, once for each session, when it closes.
 *
 * <p>Safe for use by several threads.
 */
final class TransferHistograms implements SessionObserver {
  private final Histogram transferSeconds;
  private final Histogram rttSeconds;

  TransferHistograms(PrometheusRegistry registry) {
    transferSeconds =
        Histogram.builder()
            .name("anonproxy_transfer_duration_seconds")
            .unit(Unit.SECONDS)
            .help("Time from the first packet of a session to the acknowledgment of its last block")
            .classicOnly()
            .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
            .register(registry);
    rttSeconds =
        Histogram.builder()
            .name("anonproxy_session_rtt_seconds")
            .unit(Unit.SECONDS)
            .help("Smoothed round-trip time (SRTT, RFC 6298) of a session when it closed")
            .classicOnly()
            .classicUpperBounds(
                .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5)
            .register(registry);
  }

  @Override
  public void opened(Session session) {}

  @Override
  public void closed(Session session, CloseReason reason, long durationNanos) {
    if (reason == CloseReason.COMPLETED) {
      transferSeconds.observe(Unit.nanosToSeconds(durationNanos));
    }
    if (session.sender().hasRttSample()) {
      rttSeconds.observe(Unit.nanosToSeconds(session.sender().srttNanos()));
    }
  }

  @Override
  public void failed(Throwable cause) {}
}
