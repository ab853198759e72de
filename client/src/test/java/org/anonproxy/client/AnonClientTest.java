package org.anonproxy.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fetches over real sockets on the loopback interface. */
@Timeout(30)
final class AnonClientTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final RetransmissionPolicy ONE_ATTEMPT =
      RetransmissionPolicy.of(Duration.ofMillis(20), 0);

  private static Stream<DatagramTransport> transports() {
    return Stream.of(DatagramTransport.NIO, DatagramTransport.AUTO.resolve()).distinct();
  }

  private static AnonClient client(DatagramTransport transport) {
    return AnonClient.create(ClientConfig.standard().withTransport(transport));
  }

  private static AnonClient client() {
    return client(DatagramTransport.NIO);
  }

  private static FetchException failure(CompletableFuture<?> fetch) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> fetch.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(FetchException.class, e.getCause());
  }

  private static void assertSays(String part, FetchException e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(part), message);
  }

  private static boolean isFree(InetSocketAddress address) {
    try {
      new DatagramSocket(address).close();
      return true;
    } catch (SocketException inUse) {
      return false;
    }
  }

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
  void aFailingSinkEndsItsOwnFetchOnly() throws Exception {
    byte[] page = Pages.random(50_000);
    try (UnreliableServer server = new UnreliableServer(page, Link.PERFECT);
        AnonClient client = client()) {
      CompletableFuture<byte[]> other = client.fetchBytes(server.address(), MAX_BYTES);
      for (Exception cause :
          List.of(new IOException("disk on fire"), new IllegalStateException())) {
        PageSink sink = new FailingSink(cause);
        FetchException e = failure(client.fetch(server.address(), sink));

        assertEquals(CloseReason.CANCELLED, e.reason());
        assertEquals(cause, e.getCause());
      }
      assertArrayEquals(page, other.get());
    }
  }

  private record FailingSink(Exception cause) implements PageSink {
    @Override
    public void write(ByteBuf bytes) throws IOException {
      bytes.release();
      if (cause instanceof IOException e) {
        throw e;
      }
      throw (RuntimeException) cause;
    }

    @Override
    public CompletableFuture<Void> complete() {
      throw new AssertionError("not complete");
    }

    @Override
    public CompletableFuture<Void> abort() {
      throw new IllegalStateException("not even that");
    }
  }

  @Test
  void aFailingObserverEndsTheFetch() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(5_000), Link.PERFECT);
        AnonClient client = client()) {
      RecordingSink sink = new RecordingSink();
      FetchException e =
          failure(
              client.fetch(
                  server.address(),
                  sink,
                  (receivedBytes, repeatedPackets) -> {
                    if (receivedBytes > 1_000) {
                      throw new IllegalStateException("seen enough");
                    }
                  }));

      assertEquals("seen enough", e.getMessage());
      assertEquals(1, sink.aborts.get());
    }
  }

  @Test
  void aPageThatCannotBeStoredFailsTheFetch() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(500), Link.PERFECT);
        AnonClient client = client()) {
      RecordingSink sink = new RecordingSink();
      sink.stored = CompletableFuture.failedFuture(new IOException("no space"));
      FetchException e = failure(client.fetch(server.address(), sink));

      assertEquals("no space", e.getMessage());
      assertEquals(0, sink.aborts.get());
    }
  }

  @Test
  void aSinkThatIsNotReadyHoldsTheTransferUp() throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(5_000), Link.PERFECT);
        AnonClient client = client()) {
      RecordingSink sink = new RecordingSink();
      CompletableFuture<Void> ready = new CompletableFuture<>();
      sink.ready = ready;
      CompletableFuture<FetchResult> fetch = client.fetch(server.address(), sink);
      // The server repeats the second block in vain.
      await().until(() -> server.datagrams() > 5);
      assertEquals(1, sink.writes.get());

      sink.ready = CompletableFuture.completedFuture(null);
      ready.complete(null);

      assertEquals(5_000, fetch.get().bytes());
    }
  }

  @Test
  void aSinkThatWillNeverBeReadyEndsTheFetch() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(5_000), Link.PERFECT);
        AnonClient client = client()) {
      RecordingSink sink = new RecordingSink();
      sink.ready = CompletableFuture.failedFuture(new IOException("disk on fire"));
      FetchException e = failure(client.fetch(server.address(), sink));

      assertEquals("disk on fire", e.getMessage());
      assertEquals(1, sink.writes.get());
      assertEquals(1, sink.aborts.get());
    }
  }

  @Test
  void aPageBeyondTheLimitIsNotKept() {
    try (UnreliableServer server = new UnreliableServer(Pages.random(1_025), Link.PERFECT);
        AnonClient client = client()) {
      FetchException e = failure(client.fetchBytes(server.address(), 1_024));

      assertEquals("the page is longer than 1024 bytes", e.getMessage());
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
