package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds a client and a server that do what a test wants, all invariants watching. */
abstract class InvariantFixture {
  static final long SECOND = 1_000_000_000L;
  static final int ISN = 12345;
  static final int ISS = 100;

  final SimulatedNetwork network = new SimulatedNetwork(42, 0);
  final Node client = network.join("client");
  final Node server = network.join("server");
  final StubEndpoint correctClient = new StubEndpoint(server);

  InvariantFixture() {
    network.connect(client, server, network.link(LinkConditions.PERFECT));
    network.connect(server, client, network.link(LinkConditions.PERFECT));
    Invariants.watchBaseMode(network, true);
  }

  void breaks(String invariant, Runnable run) {
    InvariantViolation violation = assertThrows(InvariantViolation.class, run::run);
    String message = String.valueOf(violation.getMessage());
    assertTrue(message.contains(": " + invariant + ": "), message);
  }

  /** Runs a server that upon each packet does something wrong, against a client's packets. */
  void serve(StubEndpoint wrong) {
    network.start(server, wrong);
    network.start(client, correctClient);
    network.run();
  }
}
