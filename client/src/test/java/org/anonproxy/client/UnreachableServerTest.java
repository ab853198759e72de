package org.anonproxy.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fetches from servers that are silent, late or not there. */
final class UnreachableServerTest extends ClientScenario {
  @Test
  void aSilentServerEndsTheFetchWithinItsBudget() throws Exception {
    try (DatagramSocket silent =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        AnonClient client =
            AnonClient.create(ClientConfig.standard().withRetransmission(ONE_ATTEMPT))) {
      RecordingSink sink = new RecordingSink();
      FetchException e =
          failure(client.fetch((InetSocketAddress) silent.getLocalSocketAddress(), sink));

      assertEquals(CloseReason.HANDSHAKE_TIMEOUT, e.reason());
      assertEquals(
          "no answer from 127.0.0.1:"
              + silent.getLocalPort()
              + " in 1.0 s (1 attempt); is the server running there, and is UDP let through?",
          e.getMessage());
      assertEquals(1, sink.aborts.get());
    }
  }

  @Test
  void aServerThatDiesEndsTheFetchWithinItsBudget() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        AnonClient client =
            AnonClient.create(ClientConfig.standard().withRetransmission(ONE_ATTEMPT))) {
      RecordingSink sink = new RecordingSink();
      FetchException e = failure(client.fetch(server.address(), sink));

      assertEquals(CloseReason.PEER_SILENT, e.reason());
      assertEquals(5 * 512, e.receivedBytes());
      assertSays("fell silent after 2560 bytes", e);
      assertEquals(1, sink.aborts.get());
    }
  }

  @Test
  void anUnreachablePortOnlyImprovesTheMessage() throws Exception {
    InetSocketAddress nobody = freeAddress();
    ClientConfig config = ClientConfig.standard().withRetransmission(ONE_ATTEMPT);
    try (AnonClient nio = AnonClient.create(config.withTransport(DatagramTransport.NIO));
        AnonClient other = AnonClient.create(config.withTransport(DatagramTransport.AUTO))) {
      long beginNanos = System.nanoTime();
      List<CompletableFuture<FetchResult>> fetches =
          Stream.of(nio, other).map(client -> client.fetch(nobody, new RecordingSink())).toList();
      for (CompletableFuture<FetchResult> fetch : fetches) {
        FetchException e = failure(fetch);
        assertEquals(CloseReason.HANDSHAKE_TIMEOUT, e.reason());
        assertSays("nothing seems to listen there", e);
      }
      assertTrue(System.nanoTime() - beginNanos >= TimeUnit.MILLISECONDS.toNanos(990));
    }
  }

  @Test
  void aServerThatStartsLateIsReached() throws Exception {
    InetSocketAddress address = freeAddress();
    byte[] page = Pages.random(700);
    try (AnonClient client = client(DatagramTransport.AUTO)) {
      CompletableFuture<byte[]> fetch = client.fetchBytes(address, MAX_BYTES);
      assertThrows(TimeoutException.class, () -> fetch.get(200, TimeUnit.MILLISECONDS));
      try (UnreliableServer server = new UnreliableServer(page, Link.PERFECT, address)) {
        assertArrayEquals(page, fetch.get());
        assertEquals(1, server.peers().size());
      }
    }
  }

  private static InetSocketAddress freeAddress() throws SocketException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  @Test
  void anAddressThatCannotBeSentToIsRefused() {
    try (AnonClient client = client()) {
      RecordingSink sink = new RecordingSink();
      FetchException unknown =
          failure(client.fetch(InetSocketAddress.createUnresolved("nowhere.invalid", 1), sink));
      assertInstanceOf(UnknownHostException.class, unknown.getCause());
      assertNull(unknown.reason());
      assertEquals("the host nowhere.invalid is unknown; is the name right?", unknown.getMessage());

      failure(client.fetch(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), sink));
      assertEquals(2, sink.aborts.get());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAddressThatTheSystemRefusesIsExplained(DatagramTransport transport) {
    try (AnonClient client = client(transport)) {
      InetSocketAddress broadcast = new InetSocketAddress("255.255.255.255", 9);
      FetchException e = failure(client.fetch(broadcast, new RecordingSink()));

      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.matches(
              "cannot open a UDP socket to 255\\.255\\.255\\.255:9: [A-Z][a-z ]+;"
                  + " is the address right, and is there a route to it\\?"),
          message);
    }
  }
}
