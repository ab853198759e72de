package org.anonproxy.server.session;

import static org.anonproxy.server.session.ServerChannel.PEER;
import static org.anonproxy.server.session.ServerChannel.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.FixedInitialSequenceNumbers;
import org.anonproxy.transport.PageSender.State;
import org.anonproxy.transport.ProgressLimits;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;

/** Follows what a channel counts through the lives of its sessions, on virtual time. */
class EndpointSnapshotTest {
  private static final String PAGE = "x".repeat(600);

  private static ServerChannel channel(SessionLimits limits) {
    return new ServerChannel(PAGE, limits, new FixedInitialSequenceNumbers(100));
  }

  private static void expectStates(
      ServerChannel server, int synReceived, int established, int finWait, int tombstones) {
    Tally<State> states = server.snapshot().states();
    assertEquals(
        List.of(synReceived, established, finWait, tombstones, 0),
        states.asMap().values().stream().map(Long::intValue).toList());
    assertEquals(states.total(), server.sessions());
  }

  @Test
  void countsASessionInEachOfItsStates() {
    try (ServerChannel server = channel(SessionLimits.STANDARD)) {
      expectStates(server, 0, 0, 0, 0);
      server.receive(PEER, 1, 0, Flags.SYN);
      expectStates(server, 1, 0, 0, 0);
      server.receive(PEER, 2, 101, Flags.ACK);
      expectStates(server, 0, 1, 0, 0);
      server.receive(PEER, 3, 613, Flags.ACK);
      expectStates(server, 0, 0, 1, 0);
      assertEquals(512, server.snapshot().deliveredBytes());
      server.receive(PEER, 4, 701, Flags.FIN_ACK);
      expectStates(server, 0, 0, 0, 1);
      server.discardSent();
      server.pass(Duration.ofSeconds(3));
      expectStates(server, 0, 0, 0, 0);

      EndpointSnapshot snapshot = server.snapshot();
      assertEquals(600, snapshot.deliveredBytes());
      assertEquals(1, snapshot.startedHandshakes());
      assertEquals(1, snapshot.completedHandshakes());
      assertEquals(1, snapshot.closed().of(CloseReason.COMPLETED));
      assertEquals(1, snapshot.closed().total());
      assertEquals(0, snapshot.droppedDatagrams());
      assertEquals(new DatagramTotals.Amount(4, 48), snapshot.datagrams().received());
      assertEquals(new DatagramTotals.Amount(3, 636), snapshot.datagrams().sent());
      assertEquals(DatagramTotals.Amount.NONE, snapshot.datagrams().retransmitted());
    }
  }

  @Test
  void countsSessionsThatTimersEnd() {
    try (ServerChannel server = channel(SessionLimits.STANDARD)) {
      server.receive(peer("127.0.0.3", 1), 1, 0, Flags.SYN);
      server.receive(PEER, 1, 0, Flags.SYN);
      server.receive(PEER, 2, 101, Flags.ACK);
      server.discardSent();
      server.skip(Duration.ofSeconds(60));
      expectStates(server, 0, 0, 0, 0);

      EndpointSnapshot snapshot = server.snapshot();
      assertEquals(1, snapshot.closed().of(CloseReason.HANDSHAKE_TIMEOUT));
      assertEquals(1, snapshot.closed().of(CloseReason.PEER_SILENT));
      // Three repetitions of the block, and two of the SYN|ACK within three times the SYN.
      assertEquals(
          new DatagramTotals.Amount(5, 3 * 524 + 2 * 12), snapshot.datagrams().retransmitted());
      server.discardSent();
    }
  }

  @Test
  void countsASessionOverTheQuotaOnce() {
    try (ServerChannel server = channel(new SessionLimits(10, 10, 1, ProgressLimits.STANDARD))) {
      for (int port = 1; port <= 2; port++) {
        server.receive(peer("127.0.0.3", port), 1, 0, Flags.SYN);
        server.receive(peer("127.0.0.3", port), 2, 101, Flags.ACK);
      }
      expectStates(server, 0, 1, 0, 0);
      EndpointSnapshot snapshot = server.snapshot();
      assertEquals(1, snapshot.completedHandshakes());
      assertEquals(1, snapshot.closed().of(CloseReason.ADDRESS_QUOTA));
      assertEquals(1, snapshot.dispositions().of(Disposition.OVER_LIMIT));
      server.discardSent();
    }
  }

  @Test
  void countsAnswersOfWhichNothingIsKept() {
    try (ServerChannel server = channel(new SessionLimits(10, 0, 0, ProgressLimits.STANDARD))) {
      server.receive(PEER, 1, 0, Flags.SYN);
      expectStates(server, 0, 0, 0, 0);
      assertEquals(1, server.snapshot().answersWithoutSession());
      server.receive(PEER, 2, 101, Flags.ACK);
      expectStates(server, 0, 1, 0, 0);
      server.discardSent();
    }
  }

  @Test
  void describesNoMoreSessionsThanAreAskedFor() {
    try (ServerChannel server = channel(SessionLimits.STANDARD)) {
      for (int port = 1; port <= 5; port++) {
        server.receive(peer("127.0.0.3", port), 1, 0, Flags.SYN);
      }
      assertEquals(5, server.snapshot().sessions().size());
      assertEquals(3, server.snapshot(3).sessions().size());
      assertTrue(server.snapshot(0).sessions().isEmpty());
      SessionSnapshot session = server.snapshot().sessions().get(0);
      assertEquals(State.SYN_RECEIVED, session.state());
      assertEquals(SessionSnapshot.NO_RTT, session.srttNanos());
      assertEquals(600, session.pageBytes());
      server.discardSent();
    }
  }

  @Test
  void addsUpSeveralChannels() {
    try (ServerChannel one = channel(SessionLimits.STANDARD);
        ServerChannel two = channel(SessionLimits.STANDARD)) {
      one.receive(PEER, 1, 0, Flags.SYN);
      two.receive(PEER, 1, 0, Flags.SYN);
      two.receive(PEER, new byte[3]);
      EndpointSnapshot sum = one.snapshot().plus(two.snapshot());
      assertEquals(2, sum.states().of(State.SYN_RECEIVED));
      assertEquals(2, sum.sessions().size());
      assertEquals(1, sum.droppedDatagrams());
      assertEquals(new DatagramTotals.Amount(3, 27), sum.datagrams().received());
      one.discardSent();
      two.discardSent();
    }
  }
}
