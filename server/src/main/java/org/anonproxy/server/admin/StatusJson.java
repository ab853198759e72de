package org.anonproxy.server.admin;

import io.netty.util.NetUtil;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.json.JsonWriter;
import org.anonproxy.netty.SocketMemory;
import org.anonproxy.server.page.OriginFailure;
import org.anonproxy.server.page.PageStatus;
import org.anonproxy.server.page.PublicAddress;
import org.anonproxy.server.session.EndpointSnapshot;
import org.anonproxy.server.session.SessionSnapshot;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the dashboard shows, at most once for each sample.
 *
 * <p>Thread: the admin loop.
 */
final class StatusJson {
  private static final int MOST_SESSIONS = 100;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Sampler sampler;
  private final Watched watched;
  private final Health health;
  private final ProcessFigures process;
  private final String version;
  private final PerSample status;
  private final PerSample history;

  StatusJson(
      Sampler sampler, Watched watched, Health health, ProcessFigures process, String version) {
    this.sampler = sampler;
    this.watched = watched;
    this.health = health;
    this.process = process;
    this.version = version;
    this.status = new PerSample(sampler, this::writeStatus);
    this.history = new PerSample(sampler, this::writeHistory);
  }

  /** Answers {@code /status.json}: how things stand. */
  AdminResponse status() {
    sampler.wantSessions();
    return status.answer();
  }

  private String writeStatus() {
    ServerSample sample = sampler.latest();
    JsonWriter json = new JsonWriter();
    json.member("state", Instruments.labelOf(health.state()));
    json.member("version", version);
    json.member("sample", sampler.version());
    json.member("uptimeSeconds", process.uptimeSeconds());
    writePage(json, watched.page());
    writeTotals(json, sample.endpoint());
    writeMachine(json, sample);
    writeSessions(json, sample.endpoint());
    writeCharts(json, sampler.latestMoment());
    return json.finish();
  }

  private static void writePage(JsonWriter json, @Nullable PageStatus page) {
    if (page == null) {
      return;
    }
    json.beginObject("page")
        .member("address", ForeignText.encode(PublicAddress.of(page.metadata().source())))
        .member("bytes", page.lengthBytes())
        .member("ageSeconds", page.age().toMillis() / 1e3)
        .member("fetchedAt", page.metadata().fetchedAt().toString())
        .member("failing", page.consecutiveFailures());
    OriginFailure failure = page.failure();
    if (failure != null) {
      json.member("failure", failure.publicReason())
          .member("failingSeconds", failure.lasting().toMillis() / 1e3)
          .member("overdue", page.overdue());
    }
    String contentType = page.metadata().contentType();
    if (contentType != null) {
      json.member("contentType", ForeignText.encode(contentType, 80));
    }
    json.beginObject("fetches");
    page.checks().forEach((result, count) -> json.member(Instruments.labelOf(result), count));
    json.endObject().endObject();
  }

  private static void writeTotals(JsonWriter json, EndpointSnapshot endpoint) {
    json.beginObject("totals")
        .member("deliveredBytes", endpoint.deliveredBytes())
        .member("sentBytes", endpoint.datagrams().sent().bytes())
        .member("sentDatagrams", endpoint.datagrams().sent().datagrams())
        .member("receivedDatagrams", endpoint.datagrams().received().datagrams())
        .member("retransmittedDatagrams", endpoint.datagrams().retransmitted().datagrams())
        .member("handshakes", endpoint.completedHandshakes())
        .member("statelessAnswers", endpoint.answersWithoutSession())
        .endObject();
    writeCounts(json, "states", endpoint.states().asMap());
    Map<CloseReason, Long> closed = endpoint.closed().asMap();
    closed.values().removeIf(count -> count == 0);
    writeCounts(json, "closed", closed);
    Map<Disposition, Long> drops = endpoint.dispositions().asMap();
    drops.remove(Disposition.ACCEPTED);
    drops.values().removeIf(count -> count == 0);
    writeCounts(json, "drops", drops);
  }

  private static void writeCounts(
      JsonWriter json, String name, Map<? extends Enum<?>, Long> counts) {
    json.beginObject(name);
    counts.forEach((member, count) -> json.member(Instruments.labelOf(member), count));
    json.endObject();
  }

  private void writeMachine(JsonWriter json, ServerSample sample) {
    json.beginObject("machine")
        .member("loops", sampler.loops())
        .member("lagMillis", sample.lagNanos() / NANOS_PER_MILLI)
        .member("heapUsedBytes", process.heapUsedBytes())
        .member("heapMaxBytes", process.heapMaxBytes())
        .member("directBytes", process.directBytes())
        .member("pooledBytes", sampler.pooledBytes())
        .member("residentBytes", process.residentBytes())
        .member("cpuSeconds", process.cpuNanos() / NANOS_PER_SECOND)
        .member("logQueueLines", watched.pendingLogLines())
        .member("logDroppedLines", watched.droppedLogLines())
        .member("logWaits", watched.logWaits());
    SocketMemory socket = sample.socket();
    if (socket != null) {
      json.member("socketQueuedBytes", socket.queuedBytes())
          .member("socketCapacityBytes", socket.capacityBytes())
          .member("socketDrops", socket.droppedDatagrams());
    }
    json.endObject();
  }

  private static void writeSessions(JsonWriter json, EndpointSnapshot endpoint) {
    json.beginArray("sessions");
    endpoint.sessions().stream()
        .sorted(
            Comparator.comparing((SessionSnapshot session) -> !session.isRunning())
                .thenComparing(SessionSnapshot::ageNanos, Comparator.reverseOrder()))
        .limit(MOST_SESSIONS)
        .forEach(session -> writeSession(json, session));
    json.endArray();
  }

  private static void writeSession(JsonWriter json, SessionSnapshot session) {
    json.beginObject()
        .member("peer", NetUtil.toSocketAddressString(session.peer()))
        .member("state", Instruments.labelOf(session.state()))
        .member("acknowledgedBytes", session.acknowledgedBytes())
        .member("pageBytes", session.pageBytes())
        .member("retransmissions", session.retransmissions())
        .member("ageSeconds", session.ageNanos() / NANOS_PER_SECOND);
    if (session.srttNanos() != SessionSnapshot.NO_RTT) {
      json.member("rttMillis", session.srttNanos() / NANOS_PER_MILLI);
    }
    json.endObject();
  }

  /** Answers {@code /history.json}: the charts of the last five minutes. */
  AdminResponse history() {
    sampler.wantSessions();
    return history.answer();
  }

  private String writeHistory() {
    JsonWriter json = new JsonWriter();
    json.member("sample", sampler.version());
    writeCharts(json, sampler.history());
    return json.finish();
  }

  private static void writeCharts(JsonWriter json, Iterable<Moment> moments) {
    List<Moment> points = StreamSupport.stream(moments.spliterator(), false).toList();
    json.beginObject("charts")
        .member("time", series(points, moment -> moment.takenNanos() / NANOS_PER_MILLI))
        .member("good", series(points, Moment::goodBytesPerSecond))
        .member("wire", series(points, Moment::wireBytesPerSecond))
        .member("packets", series(points, Moment::packetsPerSecond))
        .member("retransmissions", series(points, Moment::retransmissionsPerSecond))
        .member("drops", series(points, Moment::dropsPerSecond))
        .member("transfers", series(points, Moment::transfersPerSecond))
        .member("running", series(points, Moment::runningSessions))
        .member("halfOpen", series(points, Moment::halfOpenSessions))
        .member("lag", series(points, Moment::lagMillis))
        .endObject();
  }

  private static double[] series(List<Moment> points, ToDoubleFunction<Moment> figure) {
    return points.stream().mapToDouble(figure).toArray();
  }
}
