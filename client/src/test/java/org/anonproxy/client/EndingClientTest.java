package org.anonproxy.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ends fetches and clients, and looks at what is left of them. */
final class EndingClientTest extends ClientScenario {
  @ParameterizedTest
  @MethodSource("transports")
  void aFinishedFetchGivesItsPortBack(DatagramTransport transport) throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(2_000), Link.PERFECT);
        AnonClient client = client(transport)) {
      client.fetch(server.address(), new RecordingSink()).get();

      InetSocketAddress peer = server.peers().iterator().next();
      await().until(() -> isFree(peer));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void cancellingAbortsTheSinkAndGivesThePortBack(DatagramTransport transport) {
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        AnonClient client = client(transport)) {
      RecordingSink sink = new RecordingSink();
      CompletableFuture<FetchResult> fetch = client.fetch(server.address(), sink);
      await().until(() -> sink.writes.get() == 5);
      InetSocketAddress peer = server.peers().iterator().next();
      assertFalse(isFree(peer));

      fetch.cancel(false);

      await().until(() -> isFree(peer));
      await().until(() -> sink.aborts.get() == 1);
      assertEquals(0, sink.completions.get());
    }
  }

  @Test
  void aTimeoutOnTheFutureEndsTheTransfer() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        AnonClient client = client()) {
      RecordingSink sink = new RecordingSink();
      CompletableFuture<FetchResult> fetch =
          client.fetch(server.address(), sink).orTimeout(200, TimeUnit.MILLISECONDS);

      ExecutionException e = assertThrows(ExecutionException.class, fetch::get);
      assertInstanceOf(TimeoutException.class, e.getCause());
      await().until(() -> sink.aborts.get() == 1);
    }
  }

  @Test
  void cancellingAFetchIntoMemoryFreesItsPort() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        AnonClient client = client()) {
      CompletableFuture<byte[]> fetch = client.fetchBytes(server.address(), MAX_BYTES);
      await().until(() -> server.datagrams() > 6);

      fetch.cancel(false);

      InetSocketAddress peer = server.peers().iterator().next();
      await().until(() -> isFree(peer));
    }
  }

  @Test
  void closingEndsTransfersAndAbortsTheirSinks() {
    RecordingSink sink = new RecordingSink();
    CompletableFuture<FetchResult> fetch;
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6))) {
      AnonClient client = client();
      fetch = client.fetch(server.address(), sink);
      await().until(() -> sink.writes.get() == 5);
      client.close();
      client.close();

      assertEquals(CloseReason.SHUTDOWN, failure(client.fetch(server.address(), sink)).reason());
    }
    assertEquals(CloseReason.SHUTDOWN, failure(fetch).reason());
    assertEquals(2, sink.aborts.get());
  }

  @Test
  void closingWaitsForConversationsThatLinger() throws Exception {
    Duration linger = Duration.ofMillis(400);
    try (UnreliableServer server = new UnreliableServer(Pages.random(700), Link.PERFECT)) {
      AnonClient client = AnonClient.create(ClientConfig.standard().withLinger(Linger.of(linger)));
      client.fetch(server.address(), new RecordingSink()).get();
      long doneNanos = System.nanoTime();
      InetSocketAddress peer = server.peers().iterator().next();
      assertFalse(isFree(peer));

      client.close();

      assertTrue(System.nanoTime() - doneNanos > linger.toNanos() / 2);
      assertTrue(isFree(peer));
    }
  }

  @Test
  void anInterruptEndsTheLingering() throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(700), Link.PERFECT)) {
      AnonClient client =
          AnonClient.create(ClientConfig.standard().withLinger(Linger.of(Duration.ofMinutes(1))));
      client.fetch(server.address(), new RecordingSink()).get();

      Thread.currentThread().interrupt();
      client.close();

      assertTrue(Thread.interrupted());
      assertTrue(isFree(server.peers().iterator().next()));
    }
  }

  @Test
  void closingOnTheEventLoopIsRefused() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(700), Link.PERFECT);
        AnonClient client = client()) {
      Runnable close = client::close;
      FetchObserver closing = (receivedBytes, repeatedPackets) -> close.run();
      FetchException e = failure(client.fetch(server.address(), new RecordingSink(), closing));

      assertInstanceOf(IllegalStateException.class, e.getCause());
    }
  }
}
