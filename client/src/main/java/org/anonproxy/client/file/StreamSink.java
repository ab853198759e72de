package org.anonproxy.client.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.anonproxy.client.PageSink;

/**
 * Passes a page on to what cannot be replaced, such as a pipe or a device, in large pieces and off
 * the event loop.
 *
 * <p>What has been written stays written when the fetch fails; the caller tells by its outcome. A
 * reader that is slow slows the fetch down, and one that stops has a minute or less until the
 * server gives up.
 *
 * <p>Thread: the event loop calls; the channel is only touched on the executor.
 */
public final class StreamSink implements PageSink {
  private final ChunkWriter chunks;

  /**
   * Creates a sink that writes to {@code channel}, which stays its owner's to close.
   *
   * @param target names the destination in messages
   * @param executor writes, and may wait there as long as the reader likes; it must run what it is
   *     given until the fetch is over
   */
  public StreamSink(String target, WritableByteChannel channel, Executor executor) {
    chunks = new ChunkWriter(target, channel, executor);
  }

  @Override
  public void write(ByteBuf bytes) throws IOException {
    try {
      chunks.write(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public CompletionStage<Void> ready() {
    return chunks.ready();
  }

  @Override
  public CompletionStage<Void> complete() {
    return chunks.finish();
  }

  /** Leaves nothing to wait for: a write may be stuck with a reader that has stopped. */
  @Override
  public CompletionStage<Void> abort() {
    CompletionStage<Void> unused = chunks.stop();
    return CompletableFuture.completedStage(null);
  }
}
