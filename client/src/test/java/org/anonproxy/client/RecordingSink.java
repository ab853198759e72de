package org.anonproxy.client;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is asked of a sink, and takes as long to be ready as a test wants. */
final class RecordingSink implements PageSink {
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger completions = new AtomicInteger();
  final AtomicInteger aborts = new AtomicInteger();
  volatile CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);
  volatile CompletableFuture<Void> stored = CompletableFuture.completedFuture(null);

  @Override
  public void write(ByteBuf bytes) {
    bytes.release();
    writes.incrementAndGet();
  }

  @Override
  public CompletionStage<Void> ready() {
    return ready;
  }

  @Override
  public CompletionStage<Void> complete() {
    completions.incrementAndGet();
    return stored;
  }

  @Override
  public CompletionStage<Void> abort() {
    aborts.incrementAndGet();
    return CompletableFuture.completedStage(null);
  }
}
