package org.anonproxy.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.netty.DatagramTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fetches pages. */
final class AnonClientTest extends ClientScenario {
  @ParameterizedTest
  @MethodSource("transports")
  void pagesOfEveryLengthArriveUnchanged(DatagramTransport transport) throws Exception {
    try (AnonClient client = client(transport)) {
      for (int length : new int[] {0, 1, 5, 511, 512, 513, 1024, 1029}) {
        byte[] page = Pages.random(length);
        try (UnreliableServer server = new UnreliableServer(page, Link.PERFECT)) {
          assertArrayEquals(page, client.fetchBytes(server.address(), MAX_BYTES).get());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aHundredFetchesShareOneEventLoop(DatagramTransport transport) {
    byte[] page = Pages.random(50_000);
    try (UnreliableServer server = new UnreliableServer(page, Link.PERFECT);
        AnonClient client = client(transport)) {
      List<CompletableFuture<byte[]>> fetches =
          IntStream.range(0, 100)
              .mapToObj(i -> client.fetchBytes(server.address(), MAX_BYTES))
              .toList();
      fetches.forEach(fetch -> assertArrayEquals(page, fetch.join()));

      assertEquals(100, server.peers().size());
      assertEquals(1, threadsNamed("anon-client"));
    }
    // A thread says that it has ended a moment before it is gone.
    await().until(() -> threadsNamed("anon-client") == 0);
  }

  private static long threadsNamed(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void lostAndRepeatedPacketsDoNoHarm(DatagramTransport transport) throws Exception {
    byte[] page = Pages.random(10_000);
    Link link = number -> number % 5 == 3 ? 0 : number % 5 == 4 ? 2 : 1;
    try (UnreliableServer server = new UnreliableServer(page, link);
        AnonClient client = client(transport)) {
      assertArrayEquals(page, client.fetchBytes(server.address(), MAX_BYTES).get());
    }
  }

  @Test
  void tellsWhatTheTransferTook() throws Exception {
    byte[] page = Pages.random(5_000);
    try (UnreliableServer server = new UnreliableServer(page, number -> 2);
        AnonClient client = client()) {
      FetchResult result = client.fetch(server.address(), new RecordingSink()).get();

      assertEquals(5_000, result.bytes());
      assertEquals(0, result.retransmissions());
      // Each of the packets before the last arrives a second time while the transfer goes on.
      assertEquals(10, result.duplicates());
      assertEquals(11, server.datagrams());
      assertTrue(result.duration().compareTo(Duration.ofSeconds(5)) < 0);
      assertTrue(result.bytesPerSecond() > 1_000);
    }
  }
}
