package org.anonproxy.simulation;

import java.util.List;

/** Wants every conversation to move on, or to end, within the patience of its state. */
final class EndsInTime extends Invariant {
  /** Allows for timers that are made to fire late. */
  private static final long SLACK_NANOS = 1_000_000;

  private final SimulatedClock clock;

  EndsInTime(SimulatedClock clock) {
    super("every state ends within its bound");
    this.clock = clock;
  }

  @Override
  protected void afterEvent(Node node, SimulatedEndpoint endpoint) {
    List<? extends Conversation> conversations = endpoint.conversations();
    for (int i = 0; i < conversations.size(); i++) {
      check(node, conversations.get(i));
    }
  }

  private void check(Node node, Conversation conversation) {
    Object state = conversation.state();
    long bytes = conversation.progressBytes();
    long nowNanos = clock.elapsedNanos();
    if (state != conversation.seenState || bytes != conversation.seenBytes) {
      conversation.seenState = state;
      conversation.seenBytes = bytes;
      conversation.seenSinceNanos = nowNanos;
    }
    long boundNanos = conversation.patienceNanos() + node.frozenNanos + SLACK_NANOS;
    long stayNanos = nowNanos - conversation.seenSinceNanos;
    if (!conversation.isOver() && stayNanos > boundNanos) {
      throw broken(node + " stayed in " + state + " for " + stayNanos + " ns");
    }
  }
}
