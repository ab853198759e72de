package org.anonproxy.client;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes in one page: its bytes in order, and then either its completion or its end without success.
 *
 * <p>Thread: every method is called on the client's event loop and must not block; the stages may
 * complete on any thread. After {@link #complete} or {@link #abort} nothing more is called. An
 * exception from any method ends this one fetch and no other.
 */
public interface PageSink {
  /**
   * Takes the next bytes of the page.
   *
   * @param bytes taken, even when this throws
   * @throws IOException if the page cannot be stored; {@link #abort} follows
   */
  void write(ByteBuf bytes) throws IOException;

  /**
   * Tells when the next bytes are welcome; asked after each {@link #write}. Until then the fetch
   * leaves its datagrams in the socket, which keeps memory bounded, but a server's patience is
   * bounded too. A stage that fails ends the fetch.
   */
  default CompletionStage<Void> ready() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * Takes note that the page is complete.
   *
   * @return completed when the page is stored, exceptionally if that failed; the sink has then
   *     cleaned up by itself
   */
  CompletionStage<Void> complete();

  /**
   * Gives up a page that will never be complete.
   *
   * @return completed when nothing is left of it
   */
  CompletionStage<Void> abort();
}
