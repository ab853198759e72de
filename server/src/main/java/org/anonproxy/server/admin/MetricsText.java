package org.anonproxy.server.admin;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.anonproxy.server.session.SessionObserver;
import org.jspecify.annotations.Nullable;

/**
 * Writes the metrics as Prometheus reads them, at most once for each sample and format.
 *
 * <p>Thread: the admin loop, but for what the histograms are told.
 */
final class MetricsText {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Map<String, AdminResponse> written = new HashMap<>();
  private final Sampler sampler;
  private final TransferHistograms transfers;
  private final Histogram lagSeconds;
  private long writtenVersion = -1;

  MetricsText(Sampler sampler, Watched watched, ProcessFigures process, String programVersion) {
    this.sampler = sampler;
    Instruments instruments = new Instruments(registry);
    TrafficMetrics.register(instruments, sampler, watched);
    transfers = new TransferHistograms(registry);
    PageMetrics.register(instruments, watched);
    MachineMetrics.register(instruments, sampler, watched, process);
    lagSeconds =
        Histogram.builder()
            .name("anonproxy_event_loop_lag_seconds")
            .unit(Unit.SECONDS)
            .help("How late the event loops serve their timers, ten times a second")
            .classicOnly()
            .classicUpperBounds(.0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 5)
            .register(registry);
    Info.builder()
        .name("anonproxy_build_info")
        .help("The program's version")
        .labelNames("version")
        .register(registry)
        .addLabelValues(programVersion);
  }

  /** Returns what is to be told of sessions; for any thread. */
  SessionObserver observer() {
    return transfers;
  }

  /** Returns what is to be told of the event loops' lag, in nanoseconds; for any thread. */
  LongConsumer lags() {
    return nanos -> lagSeconds.observe(Unit.nanosToSeconds(nanos));
  }

  /** Answers {@code /metrics}, in the format that the request asks for. */
  AdminResponse answer(@Nullable String accept) {
    if (writtenVersion != sampler.version()) {
      written.clear();
      writtenVersion = sampler.version();
    }
    ExpositionFormatWriter writer = formats.findWriter(accept);
    return written.computeIfAbsent(writer.getContentType(), type -> write(writer));
  }

  private AdminResponse write(ExpositionFormatWriter writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return AdminResponse.data(writer.getContentType(), out.toByteArray());
  }
}
