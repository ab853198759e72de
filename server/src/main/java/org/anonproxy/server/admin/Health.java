package org.anonproxy.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.TimeUnit;
import org.anonproxy.server.page.PageStatus;

/**
 * Answers the two questions of an orchestrator: whether the server is alive, and whether it takes
 * new clients.
 *
 * <p>Thread: the admin loop.
 */
final class Health {
  /** How long an event loop may not answer until it is taken to be stuck. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Sampler sampler;
  private final Watched watched;

  Health(Sampler sampler, Watched watched) {
    this.sampler = sampler;
    this.watched = watched;
  }

  /** Names the states that the dashboard shows. */
  enum State {
    /** No page is served yet. */
    STARTING,
    /** All is well. */
    SERVING,
    /** The page's origin fails, and its last good page is served: to new clients, too. */
    STALE,
    /** Running sessions may finish; new ones are refused. */
    DRAINING,
    /** An event loop does not answer. */
    STUCK
  }

  State state() {
    if (sampler.longestSilenceNanos() > SILENCE_NANOS) {
      return State.STUCK;
    }
    if (watched.draining()) {
      return State.DRAINING;
    }
    PageStatus page = watched.page();
    if (page == null) {
      return State.STARTING;
    }
    return page.failure() == null ? State.SERVING : State.STALE;
  }

  /** Answers {@code /healthz}. */
  AdminResponse alive() {
    return state() == State.STUCK
        ? AdminResponse.text(HttpResponseStatus.SERVICE_UNAVAILABLE, stuck())
        : AdminResponse.text(HttpResponseStatus.OK, "ok");
  }

  /** Answers {@code /readyz}. */
  AdminResponse ready() {
    return switch (state()) {
      // Clients are better served with an old page than not at all.
      case SERVING, STALE -> AdminResponse.text(HttpResponseStatus.OK, "ready");
      case STARTING ->
          AdminResponse.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "no page is served yet");
      case DRAINING ->
          AdminResponse.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "new sessions are refused");
      case STUCK -> AdminResponse.text(HttpResponseStatus.SERVICE_UNAVAILABLE, stuck());
    };
  }

  private String stuck() {
    return "an event loop has not answered for "
        + TimeUnit.NANOSECONDS.toSeconds(sampler.longestSilenceNanos())
        + " s";
  }
}
