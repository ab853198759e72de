package org.anonproxy.client.file;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.anonproxy.client.Pages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Shows that a slow or failing reader neither blocks the caller nor fills the memory. */
final class StreamSinkTest {
  private static final int PIECE_BYTES = 512;

  private final ExecutorService writer = Executors.newFixedThreadPool(3);
  private final Device device = new Device();
  private final StreamSink sink = new StreamSink("the device", device, writer);

  @AfterEach
  void stopWriting() {
    device.open.countDown();
    writer.shutdown();
  }

  /** Takes a few bytes at a time, once it is opened, unless it is full. */
  private static final class Device implements WritableByteChannel {
    private final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean full;

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (full) {
        throw new IOException("no space left on device");
      }
      byte[] some = new byte[Math.min(source.remaining(), 10_000)];
      source.get(some);
      written.writeBytes(some);
      return some.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      throw new AssertionError("not the sink's to close");
    }
  }

  private void writePiece() throws IOException {
    sink.write(Unpooled.wrappedBuffer(new byte[PIECE_BYTES]));
  }

  private CompletableFuture<Void> ready() {
    return sink.ready().toCompletableFuture();
  }

  @Test
  void writesEveryByteInOrder() throws IOException {
    byte[] page = Pages.random(400_001);
    device.open.countDown();
    for (int offset = 0; offset < page.length; offset += PIECE_BYTES) {
      int length = Math.min(PIECE_BYTES, page.length - offset);
      sink.write(Unpooled.copiedBuffer(page, offset, length));
    }
    sink.complete().toCompletableFuture().join();

    assertArrayEquals(page, device.written.toByteArray());
  }

  @Test
  void asksForPatienceBeforeItHoldsMuch() throws IOException {
    long acceptedBytes = 0;
    while (ready().isDone()) {
      writePiece();
      acceptedBytes += PIECE_BYTES;
    }
    CompletableFuture<Void> ready = ready();

    assertEquals((long) ChunkWriter.MAX_QUEUED_CHUNKS * ChunkWriter.CHUNK_BYTES, acceptedBytes);
    assertFalse(ready.isDone());
    device.open.countDown();
    ready.join();
  }

  @Test
  void failsEveryFurtherStepWhenTheDeviceIsFull() throws IOException {
    device.full = true;
    while (ready().isDone()) {
      writePiece();
    }
    CompletableFuture<Void> ready = ready();
    device.open.countDown();

    assertSaysFull(ready);
    CompletableFuture<Void> complete = sink.complete().toCompletableFuture();
    assertSaysFull(complete);
    IOException e = assertThrows(IOException.class, this::writePiece);
    assertEquals("cannot write the device: no space left on device", e.getMessage());
  }

  private static void assertSaysFull(CompletableFuture<Void> stage) {
    Executable join = stage::join;
    Throwable cause = assertThrows(CompletionException.class, join).getCause();
    assertTrue(String.valueOf(cause).endsWith("cannot write the device: no space left on device"));
  }

  @Test
  void doesNotWaitForAStuckReaderWhenAborted() throws IOException {
    for (int bytes = 0; bytes < 2 * ChunkWriter.CHUNK_BYTES; bytes += PIECE_BYTES) {
      writePiece();
    }
    assertTrue(sink.abort().toCompletableFuture().isDone());

    device.open.countDown();
    writer.shutdown();
    await().until(writer::isTerminated);
    assertTrue(device.written.size() < ChunkWriter.CHUNK_BYTES);
  }
}
