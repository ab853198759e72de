package org.anonproxy.simulation;

/** Wants every buffer released that is neither under way nor waiting in a socket's queue. */
final class NoBufferLeaks extends Invariant {
  private final SimulatedNetwork network;

  NoBufferLeaks(SimulatedNetwork network) {
    super("no buffer leaks");
    this.network = network;
  }

  @Override
  protected void afterEvent(Node node, SimulatedEndpoint endpoint) {
    int stray = network.strayBuffers();
    if (stray != 0) {
      throw broken(stray + " buffers are held after a call to " + node);
    }
    if (endpoint instanceof PageListener listener && !listener.holdsPagesRightly()) {
      throw broken(node + " holds its page for a conversation that is over");
    }
  }
}
