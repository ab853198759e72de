package org.anonproxy.client;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps a page in memory, up to a limit that a server cannot make it exceed. */
final class MemorySink implements PageSink {
  private final int maxBytes;
  private final ByteArrayOutputStream page = new ByteArrayOutputStream();

  MemorySink(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void write(ByteBuf bytes) throws IOException {
    try {
      if (bytes.readableBytes() > maxBytes - page.size()) {
        throw new IOException("the page is longer than " + maxBytes + " bytes");
      }
      bytes.readBytes(page, bytes.readableBytes());
    } finally {
      bytes.release();
    }
  }

  @Override
  public CompletionStage<Void> complete() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> abort() {
    page.reset();
    return CompletableFuture.completedStage(null);
  }

  /** Returns the page, after its completion. */
  byte[] page() {
    return page.toByteArray();
  }
}
