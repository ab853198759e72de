package org.anonproxy.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Stands for one address of a simulated network; endpoints come and go there. */
public final class Node {
  private final String name;
  private final int index;
  private final List<@Nullable Link> routes = new ArrayList<>(2);
  final Queue<Runnable> inbox = new ArrayDeque<>(0);
  @Nullable SimulatedEndpoint endpoint;
  boolean frozen;
  long frozenNanos;
  long sentPackets;
  long triggers;

  Node(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /** Returns the name that traces print. */
  public String name() {
    return name;
  }

  /** Returns the place in the order in which nodes joined. */
  public int index() {
    return index;
  }

  /** Returns how many packets were sent from here. */
  public long sentPackets() {
    return sentPackets;
  }

  boolean isUp() {
    return endpoint != null;
  }

  boolean awaitsTimer() {
    return endpoint != null && !frozen && endpoint.hasDeadline();
  }

  void route(Node destination, Link link) {
    while (routes.size() <= destination.index) {
      routes.add(null);
    }
    routes.set(destination.index, link);
  }

  Link routeTo(Node destination) {
    Link link = destination.index < routes.size() ? routes.get(destination.index) : null;
    if (link == null) {
      throw new IllegalStateException("no link from " + name + " to " + destination.name);
    }
    return link;
  }

  @Override
  public String toString() {
    return name;
  }
}
