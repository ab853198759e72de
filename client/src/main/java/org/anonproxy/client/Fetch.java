package org.anonproxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anonproxy.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Joins one conversation to the sink of its page and the future of its caller.
 *
 * <pre>
 *   TRANSFER --page complete--> STORING --stored, or not--> OVER
 *      |                                                     ^
 *      +--failed or cancelled--> UNDOING --sink gave up------+
 * </pre>
 *
 * <p>The future is completed on entering OVER, so that a failed page has left nothing behind when
 * the caller learns of the failure; only a caller who completes it himself, by cancelling, runs
 * ahead. The conversation ends independently: it may linger after OVER.
 *
 * <p>Thread: the event loop, except for {@link #future}.
 */
final class Fetch {
  private enum Phase {
    /** The page is coming. */
    TRANSFER,
    /** The page is complete and the sink is storing it. */
    STORING,
    /** The page will not be complete and the sink is cleaning up. */
    UNDOING,
    /** The sink has finished and the future is completed. */
    OVER
  }

  private final EventLoop eventLoop;
  private final InetSocketAddress server;
  private final PageSink sink;
  private final FetchObserver observer;
  private final Consumer<Fetch> onOver;
  private final CompletableFuture<FetchResult> future = new CompletableFuture<>();

  private Phase phase = Phase.TRANSFER;
  private boolean conversationOver;
  private boolean waitingForSink;
  private @Nullable ClientHandler conversation;

  /**
   * Creates a fetch that has not begun.
   *
   * @param onOver called once, on the event loop, when neither the conversation nor the sink is
   *     busy any more
   */
  Fetch(
      EventLoop eventLoop,
      InetSocketAddress server,
      PageSink sink,
      FetchObserver observer,
      Consumer<Fetch> onOver) {
    this.eventLoop = eventLoop;
    this.server = server;
    this.sink = sink;
    this.observer = observer;
    this.onOver = onOver;
  }

  CompletableFuture<FetchResult> future() {
    return future;
  }

  InetSocketAddress server() {
    return server;
  }

  /** Tells whether the page is still to come. */
  boolean isInTransfer() {
    return phase == Phase.TRANSFER;
  }

  /** Tells whether the sink keeps the conversation waiting. */
  boolean isWaitingForSink() {
    return waitingForSink;
  }

  /** Begins: from here on, a caller who completes the future ends the transfer. */
  void begin(ClientHandler conversation) {
    this.conversation = conversation;
    CompletableFuture<FetchResult> unused =
        future.whenComplete((result, failure) -> onEventLoop(this::abandonIfUnfinished));
  }

  /** Ends without having begun a conversation. */
  void refuse(FetchException failure) {
    fail(failure);
    conversationOver();
  }

  private void abandonIfUnfinished() {
    abandon(CloseReason.CANCELLED, "the fetch was cancelled");
  }

  /** Ends the transfer, if it goes on, for a reason on this side. */
  void abandon(CloseReason reason, String message) {
    if (phase == Phase.TRANSFER) {
      long receivedBytes = conversation == null ? 0 : conversation.receivedBytes();
      fail(new FetchException(message, reason, receivedBytes));
      endConversation(reason);
    }
  }

  /** Ends the conversation now, even if it lingers. */
  void endConversation(CloseReason reason) {
    if (conversation != null) {
      conversation.abort(reason);
    }
  }

  /** Hands on the next bytes of the page, which are taken. */
  void data(ByteBuf bytes) {
    if (phase != Phase.TRANSFER) {
      bytes.release();
      return;
    }
    try {
      sink.write(bytes);
      awaitSink(sink.ready());
    } catch (IOException | RuntimeException e) {
      failOnThisSide(e);
    }
  }

  private void awaitSink(CompletionStage<Void> ready) {
    CompletableFuture<Void> stage = ready.toCompletableFuture();
    if (stage.isCompletedExceptionally()) {
      // At once: after the last block, the page would otherwise count as complete before.
      ready.whenComplete((nothing, failure) -> sinkReady(failure));
      return;
    }
    if (stage.isDone() || conversation == null) {
      return;
    }
    waitingForSink = true;
    conversation.pauseReading();
    ready.whenComplete((nothing, failure) -> onEventLoop(() -> sinkReady(failure)));
  }

  private void sinkReady(@Nullable Throwable failure) {
    waitingForSink = false;
    if (failure != null) {
      failOnThisSide(failure);
    } else if (conversation != null) {
      conversation.resumeReading();
    }
  }

  /** Hands on what has become of the transfer so far. */
  void progressed(long receivedBytes, long repeatedPackets) {
    try {
      observer.progressed(receivedBytes, repeatedPackets);
    } catch (RuntimeException e) {
      failOnThisSide(e);
    }
  }

  /** Has the sink store the page, whose last byte has arrived. */
  void finished(FetchResult result) {
    if (phase == Phase.TRANSFER) {
      phase = Phase.STORING;
      whenDone(sink::complete, failure -> settle(result, failure));
    }
  }

  private void settle(FetchResult result, @Nullable Throwable failure) {
    become(Phase.OVER);
    if (failure == null) {
      future.complete(result);
    } else {
      future.completeExceptionally(sinkFailure(failure, result.bytes()));
    }
  }

  /** Ends the fetch because of the sink, the observer, or a fault of this program. */
  void failOnThisSide(Throwable cause) {
    if (phase == Phase.TRANSFER) {
      fail(sinkFailure(cause, conversation == null ? 0 : conversation.receivedBytes()));
      endConversation(CloseReason.CANCELLED);
    }
  }

  private static FetchException sinkFailure(Throwable failure, long receivedBytes) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new FetchException(message, CloseReason.CANCELLED, receivedBytes, cause);
  }

  /** Has the sink give up; the future fails when it has. Does nothing after the transfer. */
  void fail(FetchException failure) {
    if (phase != Phase.TRANSFER) {
      return;
    }
    phase = Phase.UNDOING;
    whenDone(
        sink::abort,
        abortFailure -> {
          if (abortFailure != null) {
            failure.addSuppressed(abortFailure);
          }
          become(Phase.OVER);
          future.completeExceptionally(failure);
        });
  }

  /** Takes note that the port is closed. */
  void conversationOver() {
    conversationOver = true;
    reportOver();
  }

  private void become(Phase next) {
    phase = next;
    reportOver();
  }

  private void reportOver() {
    if (conversationOver && phase == Phase.OVER) {
      onOver.accept(this);
    }
  }

  /** Reports the end of a step of the sink, on the event loop and never before this returns. */
  private void whenDone(Supplier<CompletionStage<Void>> step, FailureListener listener) {
    CompletionStage<Void> stage;
    try {
      stage = step.get();
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedStage(e);
    }
    stage.whenComplete((nothing, failure) -> onEventLoop(() -> listener.done(failure)));
  }

  private void onEventLoop(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended before its last fetch, which then runs to its end where it can.
      task.run();
    }
  }

  private interface FailureListener {
    void done(@Nullable Throwable failure);
  }
}
