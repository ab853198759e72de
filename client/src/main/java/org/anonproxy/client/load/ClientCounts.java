package org.anonproxy.client.load;

import java.util.Arrays;

/** Tells how many clients are in each state. */
@SuppressWarnings("EnumOrdinal") // indexes a private array
public final class ClientCounts {
  private final int[] byState;

  ClientCounts(int[] byState) {
    this.byState = byState.clone();
  }

  ClientCounts plus(ClientCounts other) {
    int[] sum = byState.clone();
    Arrays.setAll(sum, index -> byState[index] + other.byState[index]);
    return new ClientCounts(sum);
  }

  /** Returns how many clients are in {@code state}. */
  public int of(ClientState state) {
    return byState[state.ordinal()];
  }

  /** Returns how many clients have a transfer. */
  public int active() {
    int active = 0;
    for (ClientState state : ClientState.values()) {
      active += state == ClientState.IDLE ? 0 : of(state);
    }
    return active;
  }
}
