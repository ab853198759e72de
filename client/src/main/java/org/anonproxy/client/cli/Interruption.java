package org.anonproxy.client.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Carries the user's wish to stop to whatever is going on: at first there is nothing to clean up
 * and the program ends at once, even if it waits for a name server; later, work is cancelled and
 * cleans up.
 *
 * <p>Thread: any.
 */
final class Interruption {
  private final Runnable endAtOnce;
  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private boolean guarded;

  /** Creates an interruption that has not been asked for. */
  Interruption(Runnable endAtOnce) {
    this.endAtOnce = endAtOnce;
  }

  /** Asks for the end. */
  void request() {
    boolean cleansUp;
    synchronized (this) {
      cleansUp = guarded;
      requested.complete(null);
    }
    if (!cleansUp) {
      endAtOnce.run();
    }
  }

  /**
   * Begins the part of the program that must clean up.
   *
   * @return whether to begin it; not if the end was asked for before
   */
  synchronized boolean guard() {
    guarded = !requested.isDone();
    return guarded;
  }

  /** Names something more to do when the end is asked for; it is done at once if it has been. */
  void onRequest(Runnable action) {
    CompletableFuture<Void> unused = requested.thenRun(action);
  }
}
