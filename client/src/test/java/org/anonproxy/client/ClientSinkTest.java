package org.anonproxy.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.transport.CloseReason;
import org.junit.jupiter.api.Test;

/** Fetches into sinks that fail, wait or have had enough. */
final class ClientSinkTest extends ClientScenario {
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
}
