package org.anonproxy.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageFetcher;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.PageSource;
import org.anonproxy.server.session.SessionLimits;
import org.anonproxy.transport.ProgressLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records what a server does with the JDK's Flight Recorder. */
class FlightRecordingTest {
  private final ConcurrentLinkedQueue<RecordedEvent> events = new ConcurrentLinkedQueue<>();

  @TempDir private Path directory = Path.of("");

  private final RecordingStream recording = new RecordingStream();

  @BeforeEach
  void record() {
    for (String name : List.of("SessionOpened", "SessionClosed", "PageFetch", "Overload")) {
      recording.enable("org.anonproxy." + name);
      recording.onEvent("org.anonproxy." + name, events::add);
    }
    recording.setReuse(false);
    recording.startAsync();
  }

  @AfterEach
  void end() {
    recording.close();
  }

  private List<RecordedEvent> recorded(String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("org.anonproxy." + name))
        .toList();
  }

  private RecordedEvent first(String name) {
    await().atMost(Duration.ofSeconds(20)).until(() -> !recorded(name).isEmpty());
    return recorded(name).get(0);
  }

  @Test
  void recordsSessionsAndRefusals() throws Exception {
    Page page =
        new Page(
            Unpooled.directBuffer(600).writeZero(600),
            new PageMetadata(URI.create("file:///page"), null, null, null, Instant.EPOCH));
    ServerConfig config =
        ServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withLimits(new SessionLimits(1, 1, 0, ProgressLimits.STANDARD));
    try (AnonServer server = AnonServer.bind(config);
        NaivePeer peer = new NaivePeer(server.address().getPort());
        NaivePeer refused = new NaivePeer(server.address().getPort())) {
      server.serve(page, PacketLog.NONE, new SessionEvents());
      peer.fetch(1);
      refused.send(1, 0, 2);

      assertTrue(first("SessionOpened").getString("peer").startsWith("127.0.0.1:"));
      RecordedEvent closed = first("SessionClosed");
      assertEquals("completed", closed.getString("reason"));
      assertEquals(600, closed.getLong("acknowledgedBytes"));
      assertEquals(600, closed.getLong("pageBytes"));
      assertTrue(closed.getDuration("lifetime").toNanos() > 0);
      assertTrue(closed.getDuration("smoothedRoundTrip").toNanos() > 0);
      assertEquals(List.of("anonproxy"), closed.getEventType().getCategoryNames());
      assertEquals(1, first("Overload").getLong("refusedSessions"));
    }
    page.release();
  }

  @Test
  void recordsFetchesThatSucceedAndFail() throws Exception {
    Path file = Files.write(directory.resolve("page"), new byte[77]);
    PageFetcher fetcher = new PageFetcher(FetchLimits.STANDARD);
    fetcher.fetch(new PageSource.LocalFile(file)).release();
    RecordedEvent fetched = first("PageFetch");
    assertTrue(fetched.getBoolean("succeeded"));
    assertEquals("page", fetched.getString("origin"));
    assertEquals(77, fetched.getLong("pageBytes"));
    events.clear();

    PageSource missing = new PageSource.LocalFile(directory.resolve("missing"));
    assertThrows(PageFetchException.class, () -> fetcher.fetch(missing));
    assertTrue(!first("PageFetch").getBoolean("succeeded"));
  }
}
