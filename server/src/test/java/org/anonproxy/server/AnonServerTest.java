package org.anonproxy.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Serves naive peers over real sockets. */
class AnonServerTest {
  private static final int ISN = 12345;
  private final List<NaivePeer> peers = new ArrayList<>();

  private final byte[] content = new byte[1029];
  private final Page page;

  AnonServerTest() {
    new Random(1).nextBytes(content);
    page = page(content);
  }

  private static Page page(byte[] content) {
    return new Page(
        Unpooled.directBuffer(content.length).writeBytes(content),
        new PageMetadata(URI.create("file:///page"), null, null, null, Instant.EPOCH));
  }

  @AfterEach
  void releasePage() {
    assertTrue(page.release(), "somebody still holds the page");
  }

  private static ServerConfig config(DatagramTransport transport) {
    return ServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .withTransport(transport)
        .withFixedInitialSequenceNumber(100);
  }

  private AnonServer serving(DatagramTransport transport) throws IOException {
    AnonServer server = AnonServer.bind(config(transport));
    server.serve(page, PacketLog.NONE, new SessionLog());
    return server;
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void speaksThePrintedExchange(DatagramTransport transport) throws IOException {
    try (AnonServer server = serving(transport);
        NaivePeer peer = new NaivePeer(server.address().getPort())) {
      assertArrayEquals(content, peer.fetch(ISN));
      assertEquals(
          """
          RECV 12345 0 SYN
          SEND 100 12346 ACK SYN
          RECV 12346 101 ACK
          SEND 101 12347 ACK
          RECV 12347 613 ACK
          SEND 613 12348 ACK
          RECV 12348 1125 ACK
          SEND 1125 12349 FIN
          RECV 12349 1130 ACK FIN""",
          String.join("\n", peer.wire()));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void isNotDisturbedByWhatIsNoPacket(DatagramTransport transport) throws IOException {
    try (AnonServer server = serving(transport);
        NaivePeer peer = new NaivePeer(server.address().getPort())) {
      Random random = new Random(2);
      for (int length = 0; length < 3000; length += 97) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        peer.send(noise);
      }
      assertArrayEquals(content, peer.fetch(ISN));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void saysThatThePortIsTaken(DatagramTransport transport) throws IOException {
    try (AnonServer first = AnonServer.bind(config(transport))) {
      assertTaken(ServerConfig.at(first.address()).withTransport(transport));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void servesOnSeveralEventLoops(DatagramTransport transport) throws Exception {
    try (AnonServer server = AnonServer.bind(config(transport).withThreads(3))) {
      server.serve(page, PacketLog.NONE, new SessionLog());
      // With chance alone, a loop stays without a peer once in ten thousand million times.
      for (int i = 0; i < 60; i++) {
        try (NaivePeer peer = new NaivePeer(server.address().getPort())) {
          assertArrayEquals(content, peer.fetch(ISN));
        }
      }
      long total = 0;
      for (ServerLoop loop : server.loops()) {
        long handshakes =
            loop.eventLoop().submit(() -> loop.snapshot(0)).get().completedHandshakes();
        assertNotEquals(0, handshakes, "a loop is left out");
        total += handshakes;
      }
      assertEquals(60, total);
      assertTaken(ServerConfig.at(server.address()).withTransport(transport).withThreads(3));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void joinsNobodyWhoSharesAPort(DatagramTransport transport) throws IOException {
    try (DatagramChannel other = DatagramChannel.open()) {
      other
          .setOption(StandardSocketOptions.SO_REUSEPORT, true)
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      InetSocketAddress shared = (InetSocketAddress) other.getLocalAddress();
      assertTaken(ServerConfig.at(shared).withTransport(transport).withThreads(2));
    }
  }

  private static void assertTaken(ServerConfig config) {
    IOException refused = assertThrows(IOException.class, () -> AnonServer.bind(config).close());
    assertTrue(
        String.valueOf(refused.getMessage()).endsWith("Address already in use"),
        String.valueOf(refused));
  }

  @AfterEach
  void closePeers() {
    peers.forEach(NaivePeer::close);
  }

  @Test
  void givesARunningSessionThePageThatItBeganWith() throws IOException {
    byte[] nextContent = new byte[3000];
    new Random(2).nextBytes(nextContent);
    Page next = page(nextContent);
    RetransmissionPolicy patient = RetransmissionPolicy.of(Duration.ofSeconds(3), 3);
    try (AnonServer server =
        AnonServer.bind(
            config(DatagramTransport.AUTO).withThreads(3).withRetransmission(patient))) {
      server.serve(page, PacketLog.NONE, new SessionLog());
      try (NaivePeer running = new NaivePeer(server.address().getPort())) {
        byte[] received =
            running.fetch(
                ISN,
                () -> {
                  server.replacePage(next);
                  assertFalse(next.release(), "the server holds what it serves");
                  await().until(() -> latest(server), latest -> latest.length == 3000);
                });
        assertArrayEquals(content, received);
      }
      // Every event loop has the next version, and nobody the one before.
      for (int i = 0; i < 20; i++) {
        assertArrayEquals(nextContent, latest(server));
      }
      await().until(() -> page.refCnt() == 1 && page.content().refCnt() == 1);
    }
    assertEquals(0, next.refCnt());
    assertEquals(0, next.content().refCnt());
  }

  /** Fetches from a port that no other peer of this test has: its SYN would be one repeated. */
  private byte[] latest(AnonServer server) throws IOException {
    NaivePeer peer = new NaivePeer(server.address().getPort());
    peers.add(peer);
    return peer.fetch(ISN);
  }

  @Test
  void gainsNothingFromAPageThatComesAfterItsEnd() throws IOException {
    AnonServer server = serving(DatagramTransport.AUTO);
    server.close();
    server.replacePage(page);
    assertEquals(1, page.refCnt());
  }

  @Test
  void freesThePortOnClose() throws IOException {
    InetSocketAddress address;
    try (AnonServer server = serving(DatagramTransport.AUTO)) {
      address = server.address();
      assertNotEquals(0, address.getPort());
    }
    AnonServer.bind(ServerConfig.at(address)).close();
  }

  @Test
  void letsGoOfThePageThatARunningSessionHolds() throws IOException {
    try (AnonServer server = serving(DatagramTransport.AUTO);
        NaivePeer peer = new NaivePeer(server.address().getPort())) {
      peer.send(ISN, 0, 2);
      peer.receive();
    }
    assertEquals(1, page.content().refCnt());
  }

  @Test
  void answersPacketsThatCameBeforeItServed() throws IOException {
    try (AnonServer server = AnonServer.bind(config(DatagramTransport.AUTO));
        NaivePeer peer = new NaivePeer(server.address().getPort())) {
      peer.send(ISN, 0, 2);
      server.serve(page, PacketLog.NONE, new SessionLog());
      assertEquals(100, peer.receive().getInt(0));
    }
  }
}
