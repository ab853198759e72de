package org.anonproxy.server.session;

import static org.anonproxy.server.session.ServerChannel.PEER;
import static org.anonproxy.server.session.ServerChannel.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.anonproxy.server.session.ServerChannel.Sent;
import org.anonproxy.transport.Disposition;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Puts a server under pressure, or tells it to stop, while a session runs. */
final class HardTimesTest {
  private static final InetSocketAddress OTHER = peer("127.0.0.3", 6000);

  private final ServerChannel server = new ServerChannel("x".repeat(600));

  @AfterEach
  void closeServer() {
    server.close();
  }

  /** Brings a session to where its first block is outstanding, and returns that. */
  private Sent begin() {
    server.receive(PEER, 7, 0, Flags.SYN);
    Sent synAck = server.sent(PEER);
    server.receive(PEER, 8, synAck.sequenceNumber() + 1, Flags.ACK);
    server.expectEvents("opened 5000");
    return server.sent(PEER);
  }

  private void finish(Sent first) {
    server.receive(PEER, first.acknowledgmentNumber(), first.sequenceNumber() + 512, Flags.ACK);
    Sent last = server.sent(PEER);
    assertEquals(88, last.payload().length());
    server.receive(PEER, last.acknowledgmentNumber(), last.sequenceNumber() + 88, Flags.FIN_ACK);
  }

  @Test
  void refusesNewSessionsWhileDrainingAndLetsTheRunningOneEnd() {
    Sent first = begin();
    server.drain();
    server.receive(OTHER, 7, 0, Flags.SYN);
    server.receive(OTHER, 8, 1, Flags.ACK);
    server.expectSilence();
    server.expectEvents();
    assertEquals(1, server.count(Disposition.OVER_LIMIT));
    finish(first);
    server.expectEvents("closed 5000 COMPLETED", "drained");
  }

  @Test
  void isDrainedAtOnceWithoutSessions() {
    server.drain();
    server.expectEvents("drained");
  }

  @Test
  void endsHalfOpenSessionsWhenItIsDrained() {
    server.receive(PEER, 7, 0, Flags.SYN);
    Sent synAck = server.sent(PEER);
    server.drain();
    server.expectEvents("drained");
    server.receive(PEER, 8, synAck.sequenceNumber() + 1, Flags.ACK);
    server.pass(Duration.ofSeconds(10));
    server.expectSilence();
    server.expectEvents();
  }

  @Test
  void doesNotReplaceARunningSessionWhileDraining() {
    Sent first = begin();
    server.drain();
    server.receive(PEER, 1000, 0, Flags.SYN);
    server.expectSilence();
    finish(first);
    server.expectEvents("closed 5000 COMPLETED", "drained");
    server.receive(PEER, 2000, 0, Flags.SYN);
    server.expectSilence();
  }

  @Test
  void repairsWhatTheSocketRefusedToSend() {
    server.failSends(1);
    server.receive(PEER, 7, 0, Flags.SYN);
    server.expectEvents("failed No buffer space available");
    server.pass(Duration.ofSeconds(1));
    Sent synAck = server.sent(PEER);
    server.failSends(2);
    server.receive(PEER, 8, synAck.sequenceNumber() + 1, Flags.ACK);
    server.expectEvents("opened 5000", "failed No buffer space available");
    server.pass(Duration.ofSeconds(6));
    Sent first = server.sent(PEER);
    finish(first);
    server.expectEvents("failed No buffer space available", "closed 5000 COMPLETED");
  }
}
