package org.anonproxy.server.session;

import static org.anonproxy.server.session.ServerChannel.peer;
import static org.anonproxy.wire.Flags.ACK;
import static org.anonproxy.wire.Flags.FIN;
import static org.anonproxy.wire.Flags.FIN_ACK;
import static org.anonproxy.wire.Flags.SYN;
import static org.anonproxy.wire.Flags.SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.anonproxy.server.session.ServerChannel.Sent;
import org.anonproxy.transport.ProgressLimits;
import org.junit.jupiter.api.AfterEach;

/** Serves a page of five bytes to peers whose every packet a test sends itself. */
abstract class EndpointScenario {
  static final int ISN = 12345;
  static final Duration TOMBSTONE = Duration.ofSeconds(3);

  ServerChannel server = new ServerChannel("hello");

  @AfterEach
  void closeServer() {
    server.close();
  }

  final void serveWith(SessionLimits limits) {
    server.close();
    server = new ServerChannel("hello", limits, ServerChannel.keyedNumbers());
  }

  static SessionLimits limits(int maxSessions, int maxHalfOpen) {
    return new SessionLimits(maxSessions, maxHalfOpen, 0, ProgressLimits.STANDARD);
  }

  /** Sends a SYN and returns the ISS of the answer. */
  final int syn(InetSocketAddress peer, int isn) {
    server.receive(peer, isn, 0, SYN);
    Sent answer = server.sent(peer);
    assertEquals(SYN_ACK, answer.flags());
    assertEquals(isn + 1, answer.acknowledgmentNumber());
    return answer.sequenceNumber();
  }

  final int establish(InetSocketAddress peer, int isn) {
    int iss = syn(peer, isn);
    server.receive(peer, isn + 1, iss + 1, ACK);
    assertEquals(new Sent(iss + 1, isn + 2, FIN, "hello"), server.sent(peer));
    return iss;
  }

  final void complete(InetSocketAddress peer, int isn) {
    int iss = establish(peer, isn);
    server.receive(peer, isn + 2, iss + 6, FIN_ACK);
  }
}
