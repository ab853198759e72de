package org.anonproxy.client.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Collects small pieces into chunks and has an executor write these in order.
 *
 * <p>After a failure nothing more is written. Memory is bounded if the caller heeds {@link #ready}.
 *
 * <p>Thread: one caller's, which never waits for the device; the executor may have any number.
 */
final class ChunkWriter {
  static final int CHUNK_BYTES = 64 * 1024;

  /** How many full chunks may wait before more is unwelcome. */
  static final int MAX_QUEUED_CHUNKS = 8;

  private static final CompletableFuture<Void> READY = CompletableFuture.completedFuture(null);

  private final String target;
  private final WritableByteChannel channel;
  private final Executor executor;
  private final Queue<CompletableFuture<Void>> queued = new ArrayDeque<>(MAX_QUEUED_CHUNKS + 1);

  /** The last chunk's writing; each follows the one before, and fails with it. */
  private CompletableFuture<Void> tail = READY;

  private @Nullable ByteBuffer chunk;
  private volatile boolean stopped;

  /**
   * Creates a writer.
   *
   * @param target names the destination in messages
   * @param channel stays its owner's to close
   */
  ChunkWriter(String target, WritableByteChannel channel, Executor executor) {
    this.target = target;
    this.channel = channel;
    this.executor = executor;
  }

  /**
   * Appends {@code bytes}, which are borrowed.
   *
   * @throws IOException if an earlier chunk could not be written
   */
  void write(ByteBuf bytes) throws IOException {
    throwFailure();
    while (bytes.isReadable()) {
      ByteBuffer current = chunk;
      if (current == null) {
        current = ByteBuffer.allocate(CHUNK_BYTES);
        chunk = current;
      }
      int length = Math.min(bytes.readableBytes(), current.remaining());
      bytes.readBytes(current.slice(current.position(), length));
      current.position(current.position() + length);
      if (!current.hasRemaining()) {
        submit();
      }
    }
  }

  /** Returns a stage that is done when there is room, and fails when a chunk cannot be written. */
  CompletionStage<Void> ready() {
    while (!queued.isEmpty() && queued.element().isDone()) {
      queued.remove();
    }
    return queued.size() < MAX_QUEUED_CHUNKS ? READY : queued.element();
  }

  /** Writes what is left; nothing may be appended after it. */
  CompletionStage<Void> finish() {
    submit();
    return tail;
  }

  /** Writes nothing more; the stage is done when the executor has let go of the channel. */
  CompletionStage<Void> stop() {
    stopped = true;
    return tail.handle((nothing, failure) -> null);
  }

  private void submit() {
    ByteBuffer full = chunk;
    if (full != null) {
      chunk = null;
      full.flip();
      tail = tail.thenRunAsync(() -> writeOut(full), executor);
      queued.add(tail);
    }
  }

  private void writeOut(ByteBuffer full) {
    try {
      while (full.hasRemaining() && !stopped) {
        channel.write(full);
      }
    } catch (IOException e) {
      throw new CompletionException(WriteFailure.of(target, e));
    }
  }

  private void throwFailure() throws IOException {
    if (tail.isCompletedExceptionally()) {
      throw cause(tail.handle((nothing, failure) -> failure).join());
    }
  }

  /** Returns the failure that a stage of this writer carries around, as the exception it was. */
  static IOException cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof IOException e ? e : new IOException(cause);
  }
}
