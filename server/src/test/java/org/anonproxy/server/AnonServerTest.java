package org.anonproxy.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Random;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Serves naive peers over real sockets. */
class AnonServerTest {
  private static final int ISN = 12345;

  private final byte[] content = new byte[1029];
  private final Page page;

  AnonServerTest() {
    new Random(1).nextBytes(content);
    page =
        new Page(
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
      ServerConfig same = ServerConfig.at(first.address()).withTransport(transport);
      IOException refused = assertThrows(IOException.class, () -> AnonServer.bind(same));
      assertTrue(
          String.valueOf(refused.getMessage()).endsWith("Address already in use"),
          String.valueOf(refused));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void servesOnSeveralEventLoops(DatagramTransport transport) throws IOException {
    try (AnonServer server = AnonServer.bind(config(transport).withThreads(3))) {
      server.serve(page, PacketLog.NONE, new SessionLog());
      for (int i = 0; i < 20; i++) {
        try (NaivePeer peer = new NaivePeer(server.address().getPort())) {
          assertArrayEquals(content, peer.fetch(ISN));
        }
      }
      ServerConfig same = ServerConfig.at(server.address()).withThreads(3);
      assertThrows(IOException.class, () -> AnonServer.bind(same));
    }
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
