package org.anonproxy.simulation;

import java.util.List;

/** Wants every conversation that is not over to own a deadline within its patience. */
final class OwnsDeadline extends Invariant {
  private final SimulatedClock clock;

  OwnsDeadline(SimulatedClock clock) {
    super("every state but the last owns a deadline");
    this.clock = clock;
  }

  @Override
  protected void afterEvent(Node node, SimulatedEndpoint endpoint) {
    List<? extends Conversation> conversations = endpoint.conversations();
    for (int i = 0; i < conversations.size(); i++) {
      Conversation conversation = conversations.get(i);
      if (!conversation.isOver()) {
        check(node, conversation);
      }
    }
  }

  private void check(Node node, Conversation conversation) {
    if (!conversation.hasDeadline()) {
      throw broken(node + " waits in " + conversation.state() + " for ever");
    }
    long waitNanos = conversation.deadlineNanos() - clock.nanoTime();
    if (waitNanos > conversation.patienceNanos()) {
      throw broken(node + " waits in " + conversation.state() + " for " + waitNanos + " ns");
    }
  }
}
