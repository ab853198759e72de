package org.anonproxy.server.admin;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.server.page.OriginFailure;
import org.anonproxy.testing.JsonText;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Asks the admin page of a real server over HTTP. */
class AdminServerTest {
  private static final int PAGE_BYTES = 1029;

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(50));
  }

  private static Exposition metrics(AdminRig rig) throws Exception {
    HttpResponse<String> answer = rig.get("/metrics");
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        answer.headers().firstValue("content-type").orElse(""));
    return Exposition.of(answer.body());
  }

  @Test
  void countsWhatClientsGotInMetricsThatPrometheusReads() throws Exception {
    try (AdminRig rig = AdminRig.serving(PAGE_BYTES);
        NaivePeer peer = new NaivePeer(rig.udpPort());
        NaivePeer halfOpen = new NaivePeer(rig.udpPort())) {
      peer.fetch(1);
      peer.send(new byte[5]);
      halfOpen.send(2, 0, 2);
      halfOpen.receive();
      eventually().until(() -> metrics(rig).value("anonproxy_received_datagrams_total") == 7);
      Exposition metrics = metrics(rig);
      Map<String, Double> expected =
          Map.ofEntries(
              Map.entry("anonproxy_sessions{state=\"syn_received\"}", 1.0),
              Map.entry("anonproxy_sessions{state=\"tombstone\"}", 1.0),
              Map.entry("anonproxy_sessions{state=\"established\"}", 0.0),
              Map.entry("anonproxy_handshakes_started_total", 2.0),
              Map.entry("anonproxy_handshakes_completed_total", 1.0),
              Map.entry("anonproxy_sessions_closed_total{reason=\"completed\"}", 1.0),
              Map.entry("anonproxy_delivered_bytes_total", (double) PAGE_BYTES),
              // Two SYNs, the third packet, three acknowledgments and the noise.
              Map.entry("anonproxy_received_datagrams_total", 7.0),
              Map.entry("anonproxy_received_bytes_total", 6 * 12.0 + 5),
              Map.entry("anonproxy_dropped_datagrams_total{reason=\"malformed\"}", 1.0),
              Map.entry("anonproxy_transfer_duration_seconds_count", 1.0),
              Map.entry("anonproxy_session_rtt_seconds_count", 1.0),
              Map.entry("anonproxy_page_bytes", (double) PAGE_BYTES),
              Map.entry("anonproxy_page_age_seconds", 90.0),
              Map.entry("anonproxy_page_fetches_total{result=\"updated\"}", 1.0),
              Map.entry("anonproxy_packet_log_queue_lines", 7.0),
              Map.entry("anonproxy_packet_log_dropped_lines_total", 2.0),
              Map.entry("anonproxy_packet_log_waits_total", 3.0),
              Map.entry("anonproxy_capture_lost_datagrams_total", 4.0),
              Map.entry("anonproxy_sessions_limit", 100_000.0),
              Map.entry("anonproxy_event_loops", 1.0));
      expected.forEach((series, value) -> assertEquals(value, metrics.value(series), series));
      // On a busy machine, the half-open session's SYN|ACK may have been repeated by now.
      assertEquals(5, sentOnce(metrics, "datagrams"));
      assertEquals(PAGE_BYTES + 5 * 12, sentOnce(metrics, "bytes"));
      assertTrue(metrics.value("jvm_heap_used_bytes") > 1e6);
      assertTrue(metrics.value("process_cpu_seconds_total") > 0);
    }
  }

  private static double sentOnce(Exposition metrics, String what) {
    return metrics.value("anonproxy_sent_" + what + "_total")
        - metrics.value("anonproxy_retransmitted_" + what + "_total");
  }

  @Test
  void countsRetransmissionsApart() throws Exception {
    try (AdminRig rig = AdminRig.serving(PAGE_BYTES);
        NaivePeer silent = new NaivePeer(rig.udpPort())) {
      silent.send(2, 0, 2);
      silent.receive();
      silent.receive(); // After a second, the SYN|ACK again.
      eventually().until(() -> metrics(rig).value("anonproxy_retransmitted_datagrams_total") == 1);
      assertEquals(12, metrics(rig).value("anonproxy_retransmitted_bytes_total"));
      assertEquals(24, metrics(rig).value("anonproxy_sent_bytes_total"));
    }
  }

  @Test
  void boundsTheNumberOfSeries() throws Exception {
    try (AdminRig rig = AdminRig.serving(10)) {
      int before = metrics(rig).samples().size();
      for (int isn = 0; isn < 20; isn++) {
        try (NaivePeer peer = new NaivePeer(rig.udpPort())) {
          peer.fetch(isn);
        }
      }
      eventually().until(() -> metrics(rig).value("anonproxy_handshakes_completed_total") == 20);
      assertEquals(before, metrics(rig).samples().size());
      assertFalse(rig.get("/metrics").body().contains("127.0.0.1"));
    }
  }

  @Test
  void writesOpenMetricsForWhoAsksForIt() throws Exception {
    try (AdminRig rig = AdminRig.serving(10)) {
      HttpResponse<String> answer =
          rig.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
      assertTrue(
          answer.headers().firstValue("content-type").orElse("").startsWith("application/openme"),
          answer.headers()::toString);
      assertTrue(answer.body().endsWith("# EOF\n"), answer.body());
    }
  }

  @Test
  void isReadyFromTheFirstPageUntilItDrains() throws Exception {
    try (AdminRig rig = AdminRig.bind(10, URI.create("http://origin.example/"))) {
      assertEquals(503, rig.get("/readyz").statusCode());
      assertEquals(200, rig.get("/healthz").statusCode());
      assertTrue(rig.get("/status.json").body().contains("\"starting\""));
      rig.serve();
      assertEquals(200, rig.get("/readyz").statusCode());
      rig.admin.drain();
      assertEquals(503, rig.get("/readyz").statusCode());
      assertEquals(200, rig.get("/healthz").statusCode());
    }
  }

  @Test
  void saysWhyAndForHowLongThePageIsAnOldOneAndStaysReady() throws Exception {
    try (AdminRig rig = AdminRig.serving(10)) {
      rig.originFails(
          new OriginFailure("of ?s3cret", "no answer", 3, Duration.ofMillis(12_500)), false);
      eventually().until(() -> "stale".equals(status(rig).get("state")));
      assertEquals(
          Map.of("failing", 3.0, "failure", "no answer", "failingSeconds", 12.5, "overdue", false),
          failure(rig));
      assertFalse(rig.get("/status.json").body().contains("s3cret"));
      assertEquals(200, rig.get("/readyz").statusCode());
      assertEquals(200, rig.get("/healthz").statusCode());

      rig.originFails(null, false);
      eventually().until(() -> "serving".equals(status(rig).get("state")));
      assertEquals(Map.of("failing", 0.0), failure(rig));
    }
  }

  private static Map<String, @Nullable Object> status(AdminRig rig) throws Exception {
    return JsonText.parse(rig.get("/status.json").body());
  }

  /** Returns what the status says of a failing origin. */
  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> failure(AdminRig rig) throws Exception {
    Map<String, @Nullable Object> page =
        new HashMap<>((Map<String, @Nullable Object>) requireNonNull(status(rig).get("page")));
    page.keySet().retainAll(Set.of("failing", "failure", "failingSeconds", "overdue"));
    return page;
  }

  @Test
  void isUnhealthyWhileAnEventLoopStands() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (AdminRig rig = AdminRig.serving(10)) {
      assertEquals(200, rig.get("/healthz").statusCode());
      rig.server.loops().get(0).eventLoop().execute(() -> awaitQuietly(end));
      try {
        eventually().until(() -> rig.get("/healthz").statusCode() == 503);
        assertEquals(503, rig.get("/readyz").statusCode());
      } finally {
        end.countDown();
      }
      eventually().until(() -> rig.get("/healthz").statusCode() == 200);
      assertTrue(metrics(rig).value("anonproxy_event_loop_lag_seconds_sum") > 2);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void showsSessionsWithTheirProgress() throws Exception {
    try (AdminRig rig = AdminRig.serving(PAGE_BYTES);
        NaivePeer peer = new NaivePeer(rig.udpPort())) {
      peer.send(1, 0, 2);
      int iss = peer.receive().getInt(0);
      peer.send(2, iss + 1, 4);
      peer.receive();
      peer.send(3, iss + 513, 4);
      peer.receive();
      eventually()
          .untilAsserted(
              () -> {
                Map<String, @Nullable Object> session = onlySession(rig);
                assertEquals(512.0, session.get("acknowledgedBytes"));
                assertEquals("established", session.get("state"));
                assertEquals((double) PAGE_BYTES, session.get("pageBytes"));
                assertTrue(number(session, "rttMillis") > 0);
              });
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> onlySession(AdminRig rig) throws Exception {
    Object sessions = JsonText.parse(rig.get("/status.json").body()).get("sessions");
    if (sessions instanceof List<?> list && list.size() == 1) {
      return (Map<String, @Nullable Object>) list.get(0);
    }
    throw new AssertionError("sessions: " + sessions);
  }

  private static double number(Map<String, @Nullable Object> json, String name) {
    return json.get(name) instanceof Double number ? number : Double.NaN;
  }

  @Test
  void neverShowsWhatIsSecretInThePagesAddress() throws Exception {
    URI source = URI.create("http://user:s3cret@origin.example/page?token=s3cret");
    try (AdminRig rig = AdminRig.bind(10, source)) {
      rig.serve();
      eventually().until(() -> rig.get("/status.json").body().contains("origin.example/page"));
      for (String path :
          List.of("/", "/metrics", "/healthz", "/readyz", "/status.json", "/history.json")) {
        String body = rig.get(path).body();
        assertFalse(body.contains("s3cret") || body.contains("user:"), path);
      }
    }
  }

  @Test
  void tellsTheBrowserToRunNothingButThePagesOwnScript() throws Exception {
    try (AdminRig rig = AdminRig.serving(10)) {
      HttpResponse<String> page = rig.get("/");
      String policy = page.headers().firstValue("content-security-policy").orElse("");
      assertTrue(policy.startsWith("default-src 'none'; "), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertTrue(policy.contains(digest(page.body(), "<script>", "</script>")), policy);
      assertTrue(policy.contains(digest(page.body(), "<style>", "</style>")), policy);
      assertFalse(page.body().matches("(?s).*(?:src|href)=\"?(?:https?:)?//.*"), "leads elsewhere");
    }
  }

  private static String digest(String page, String begin, String end) throws Exception {
    String text = page.substring(page.indexOf(begin) + begin.length(), page.indexOf(end));
    byte[] sha256 =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
  }

  @Test
  void looksAtTheServerOnceASecondHoweverManyAsk() throws Exception {
    try (AdminRig rig = AdminRig.serving(10)) {
      eventually().until(() -> sample(rig) > 0);
      double first = sample(rig);
      long begin = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        rig.get("/status.json");
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      assertTrue(sample(rig) - first <= seconds + 2, () -> sample(rig) + " after " + seconds);
    }
  }

  private static double sample(AdminRig rig) {
    try {
      return number(JsonText.parse(rig.get("/status.json").body()), "sample");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (AdminRig rig = AdminRig.bind(10, URI.create("http://origin.example/"))) {
      AdminAddress same = new AdminAddress(rig.admin.address(), "127.0.0.1");
      assertThrows(BindException.class, () -> AdminServer.bind(same, "1"));
    }
  }
}
