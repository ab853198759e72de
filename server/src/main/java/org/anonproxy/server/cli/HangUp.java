package org.anonproxy.server.cli;

import java.util.concurrent.CompletableFuture;
import org.anonproxy.cli.ProcessSignal;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Is SIGHUP, by which an operator asks for a fresh page and files of other names. It may come
 * before there is a page: by itself it would end the JVM, so that it is heard from the start and
 * what it asks for is done later.
 */
final class HangUp {
  private static final Marker UNHEARD = MarkerManager.getMarker("sighup-unheard");

  private final CompletableFuture<Runnable> wish = new CompletableFuture<>();
  private boolean heard;

  HangUp() {}

  /** Begins to hear the signal. */
  void hear() {
    heard = ProcessSignal.handle("HUP", this::came);
  }

  private void came() {
    CompletableFuture<Void> unused = wish.thenAccept(Runnable::run);
  }

  /** Does this from now on when the signal comes, and at once if it came before. */
  void grant(Runnable asked) {
    if (!heard) {
      Logger logger = LogManager.getLogger(HangUp.class);
      logger.warn(UNHEARD, "SIGHUP cannot be heard here and ends the program");
    }
    wish.complete(asked);
  }
}
