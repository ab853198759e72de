package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;

/** Allows a node one packet per packet that came in, timer that fired, and start. */
final class PromptedPackets extends Invariant {
  PromptedPackets() {
    super("no more packets out than packets in plus timers fired");
  }

  @Override
  protected void sent(Node from, Node to, ByteBuf datagram) {
    if (from.sentPackets > from.triggers) {
      throw broken(from + " sent " + from.sentPackets + " packets upon " + from.triggers);
    }
  }
}
