package org.anonproxy.client.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the clients of one event loop, those that have nothing to do, and how many are in each
 * state.
 *
 * <p>Thread: its loop's.
 */
@SuppressWarnings("EnumOrdinal") // indexes a private array
final class Roster {
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final Queue<SimulatedClient> idle = new ArrayDeque<>();
  private final int[] clientsByState = new int[ClientState.values().length];

  /** Creates an empty roster. */
  Roster() {}

  /** Adds a client, which is idle. */
  void add(SimulatedClient client) {
    clients.add(client);
    idle.add(client);
    clientsByState[ClientState.IDLE.ordinal()]++;
  }

  /** Takes out the client that has been idle longest, {@code null} if none is. */
  @Nullable SimulatedClient takeIdle() {
    return idle.poll();
  }

  /** Takes back a client that has nothing to do any more. */
  void release(SimulatedClient client) {
    idle.add(client);
  }

  boolean hasIdle() {
    return !idle.isEmpty();
  }

  boolean isAllIdle() {
    return idle.size() == clients.size();
  }

  void move(ClientState from, ClientState to) {
    clientsByState[from.ordinal()]--;
    clientsByState[to.ordinal()]++;
  }

  ClientCounts counts() {
    return new ClientCounts(clientsByState);
  }

  void forEach(Consumer<SimulatedClient> action) {
    clients.forEach(action);
  }

  /**
   * Reckons how alike the rates are at which the clients were served.
   *
   * @param withSlow whether those count that are slow of their own accord, which says nothing about
   *     the server
   */
  Fairness fairness(boolean withSlow) {
    Fairness fairness = Fairness.NONE;
    for (SimulatedClient client : clients) {
      fairness = withSlow || !client.isSlow() ? client.addTo(fairness) : fairness;
    }
    return fairness;
  }
}
