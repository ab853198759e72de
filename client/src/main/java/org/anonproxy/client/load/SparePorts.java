package org.anonproxy.client.load;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Has another port ready for a client that left the server waiting: a new handshake from the same
 * port would tell the server that the old conversation is over, and nobody would see how it deals
 * with one that is not.
 *
 * <p>The old port rests, open and silent, for as long as a server may take to give it up; then it
 * is used again. There are only as many ports as the system allows; when they run short, the one
 * that has rested longest is used early. Not thread-safe.
 */
final class SparePorts {
  private final Supplier<ClientPort> opening;
  private final long restNanos;
  private final Queue<Resting> resting = new ArrayDeque<>();
  private int unopened;

  private record Resting(ClientPort port, long untilNanos) {}

  /**
   * Creates spare ports, of which none is open yet.
   *
   * @param opening opens one
   * @param limit how many may be opened
   */
  SparePorts(Supplier<ClientPort> opening, int limit, long restNanos) {
    this.opening = opening;
    this.unopened = limit;
    this.restNanos = restNanos;
  }

  /** Takes a port that is to rest and returns another one, unless there is no other. */
  ClientPort exchange(ClientPort used, long nowNanos) {
    resting.add(new Resting(used, nowNanos + restNanos));
    boolean rested = resting.element().untilNanos() - nowNanos <= 0;
    if (!rested && unopened > 0) {
      unopened--;
      return opening.get();
    }
    return resting.remove().port();
  }
}
