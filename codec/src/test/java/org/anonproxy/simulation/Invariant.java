package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;

/** Watches a simulation for one thing that must always hold. */
public abstract class Invariant {
  private final String name;

  /** Creates an invariant that failure messages call {@code name}. */
  protected Invariant(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** Sees a packet as its sender sent it, before the link touches it. */
  protected void sent(Node from, Node to, ByteBuf datagram) {}

  /** Sees a packet as its receiver gets it, before the receiver does. */
  protected void delivered(Node from, Node to, ByteBuf datagram) {}

  /** Learns that a node's timer is about to fire. */
  protected void timerFires(Node node) {}

  /** Looks at a node after it has been called and drained. */
  protected void afterEvent(Node node, SimulatedEndpoint endpoint) {}

  /** Looks at the network after nothing is left to happen. */
  protected void atEnd() {}

  /** Reports that the invariant does not hold. */
  protected final Broken broken(String detail) {
    return new Broken(name, detail);
  }

  /** Carries a broken invariant to the network, which adds seed, time and trace. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String name, String detail) {
      super(name + ": " + detail);
    }
  }
}
