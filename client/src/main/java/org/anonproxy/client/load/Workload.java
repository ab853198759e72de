package org.anonproxy.client.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how many clients transfer how much, and when.
 *
 * <p>Without {@code openLoop} the loop is closed: a client begins its next transfer when its last
 * one is over. With it, transfers arrive by themselves and take whatever client is free.
 *
 * @param clients how many clients there are, at least 1
 * @param transfersPerClient how many transfers each may begin on average, 0 for no limit
 * @param duration when no more transfers begin, {@code null} for no such time
 * @param rampUp over how long the clients, or the rate, are brought up
 * @param warmUp how much of the beginning is not measured
 * @param openLoop the arrivals of an open loop, {@code null} for a closed one
 */
public record Workload(
    int clients,
    int transfersPerClient,
    @Nullable Duration duration,
    Duration rampUp,
    Duration warmUp,
    @Nullable OpenLoop openLoop) {
  /** The most clients of one test. */
  public static final int MAX_CLIENTS = 1_000_000;

  /** Checks that the test has an end and measures something. */
  public Workload {
    if (clients < 1 || clients > MAX_CLIENTS) {
      throw new IllegalArgumentException("clients must be 1 to " + MAX_CLIENTS);
    }
    if (transfersPerClient < 0) {
      throw new IllegalArgumentException("transfers must not be negative");
    }
    if (transfersPerClient == 0 && duration == null) {
      throw new IllegalArgumentException("a test needs a number of transfers or a duration");
    }
    if (duration != null && duration.compareTo(warmUp) <= 0) {
      throw new IllegalArgumentException(
          "the warm-up must end before the test does: it is part of the duration");
    }
    if (duration != null && duration.compareTo(rampUp) < 0) {
      throw new IllegalArgumentException(
          "the ramp-up must end when the test does, or before: it is part of the duration");
    }
  }

  /** Returns a closed loop in which each client does so many transfers. */
  public static Workload closed(int clients, int transfersPerClient) {
    return new Workload(clients, transfersPerClient, null, Duration.ZERO, Duration.ZERO, null);
  }

  /** Tells whether transfers arrive by themselves. */
  public boolean isOpen() {
    return openLoop != null;
  }

  /** Returns how many transfers may begin in all; {@code Long.MAX_VALUE} if there is no limit. */
  public long totalTransfers() {
    return transfersPerClient == 0 ? Long.MAX_VALUE : (long) clients * transfersPerClient;
  }
}
