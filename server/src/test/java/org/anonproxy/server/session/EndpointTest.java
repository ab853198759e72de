package org.anonproxy.server.session;

import static org.anonproxy.server.session.ServerChannel.PEER;
import static org.anonproxy.server.session.ServerChannel.peer;
import static org.anonproxy.wire.Flags.ACK;
import static org.anonproxy.wire.Flags.FIN;
import static org.anonproxy.wire.Flags.FIN_ACK;
import static org.anonproxy.wire.Flags.SYN;
import static org.anonproxy.wire.Flags.SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.anonproxy.server.session.ServerChannel.Sent;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.FixedInitialSequenceNumbers;
import org.anonproxy.transport.ProgressLimits;
import org.junit.jupiter.api.Test;

/** Walks through what a peer can do before, beside and after a session. */
final class EndpointTest extends EndpointScenario {
  @Test
  void servesAPeerAndForgetsItAfterItsTombstone() {
    complete(PEER, ISN);
    server.expectSilence();
    server.expectEvents("opened 5000", "closed 5000 COMPLETED");
    assertEquals(0, server.pageReferences());
    assertEquals(1, server.sessions());

    server.pass(TOMBSTONE);
    assertEquals(0, server.sessions());
  }

  @Test
  void keepsPeersOnOnePortOfDifferentAddressesApart() {
    InetSocketAddress other = peer("127.0.0.3", PEER.getPort());
    int iss = syn(PEER, ISN);
    int otherIss = syn(other, ISN);
    assertNotEquals(iss, otherIss);

    server.receive(other, ISN + 1, otherIss + 1, ACK);
    assertEquals(new Sent(otherIss + 1, ISN + 2, FIN, "hello"), server.sent(other));
    server.expectSilence();
  }

  @Test
  void repeatsTheSynAckTwiceToASilentPeerAndForgetsIt() {
    int iss = syn(PEER, ISN);
    server.pass(Duration.ofMillis(999));
    server.expectSilence();
    server.pass(Duration.ofMillis(1));
    assertEquals(new Sent(iss, ISN + 1, SYN_ACK, ""), server.sent(PEER));
    server.pass(Duration.ofSeconds(2));
    assertEquals(new Sent(iss, ISN + 1, SYN_ACK, ""), server.sent(PEER));
    server.pass(Duration.ofSeconds(3));
    server.expectSilence();
    assertEquals(0, server.sessions());
    server.expectEvents();
  }

  @Test
  void answersADuplicateSynWithTheIdenticalSynAck() {
    int iss = syn(PEER, ISN);
    assertEquals(iss, syn(PEER, ISN));
    assertEquals(1, server.sessions());
  }

  @Test
  void dropsADuplicateSynOnceDataIsRunning() {
    establish(PEER, ISN);
    server.receive(PEER, ISN, 0, SYN);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.DUPLICATE));
  }

  @Test
  void letsARunningSessionGoOnWhenAnotherSynComes() {
    int iss = establish(PEER, ISN);
    syn(PEER, 777);
    server.receive(PEER, ISN + 2, iss + 6, FIN_ACK);
    server.expectEvents("opened 5000", "closed 5000 COMPLETED");
  }

  @Test
  void replacesARunningSessionOnceANewHandshakeIsProven() {
    establish(PEER, ISN);
    int newIss = syn(PEER, 777);
    server.receive(PEER, 778, newIss + 1, ACK);
    assertEquals(new Sent(newIss + 1, 779, FIN, "hello"), server.sent(PEER));
    server.expectEvents("opened 5000", "closed 5000 REPLACED", "opened 5000");
    assertEquals(1, server.sessions());
  }

  @Test
  void replacesAHalfOpenSessionOnceANewHandshakeIsProven() {
    syn(PEER, ISN);
    int newIss = syn(PEER, 777);
    server.receive(PEER, 778, newIss + 1, ACK);
    assertEquals(new Sent(newIss + 1, 779, FIN, "hello"), server.sent(PEER));
    server.expectEvents("opened 5000");
  }

  @Test
  void doesNotStartAnewWhenTheThirdPacketIsRepeated() {
    int iss = establish(PEER, ISN);
    server.receive(PEER, ISN + 1, iss + 1, ACK);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.STALE));
    server.expectEvents("opened 5000");
  }

  @Test
  void answersNothingFromATombstoneButANewSyn() {
    complete(PEER, ISN);
    server.receive(PEER, ISN, 0, SYN);
    server.receive(PEER, ISN + 1, 1, ACK);
    server.receive(PEER, ISN + 2, 6, FIN_ACK);
    server.expectSilence();

    establish(PEER, 777);
    server.expectEvents("opened 5000", "closed 5000 COMPLETED", "opened 5000");
  }

  @Test
  void dropsWhatIsNeitherSynNorValidThirdPacket() {
    server.receive(PEER, 1, 2, ACK);
    server.receive(PEER, 1, 2, FIN);
    server.receive(PEER, 1, 2, FIN_ACK);
    server.receive(PEER, 1, 2, SYN_ACK);
    server.expectSilence();
    assertEquals(4, server.count(Disposition.NO_CONVERSATION));
    assertEquals(0, server.sessions());
  }

  @Test
  void dropsMalformedDatagrams() {
    server.receive(PEER, new byte[0]);
    server.receive(PEER, new byte[11]);
    server.receive(PEER, new byte[12]);
    server.expectSilence();
    assertEquals(3, server.count(Disposition.MALFORMED));
  }

  @Test
  void dropsASynAckForASessionToo() {
    establish(PEER, ISN);
    server.receive(PEER, 1, 2, SYN_ACK);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.UNEXPECTED));
  }

  @Test
  void freesAPlaceInTheHalfOpenLimitWhenAHandshakeCompletesOrFails() {
    serveWith(limits(10, 1));
    establish(PEER, ISN);
    InetSocketAddress second = peer("127.0.0.2", 5001);
    syn(second, ISN);
    assertEquals(2, server.sessions());
    syn(peer("127.0.0.2", 5002), ISN);
    assertEquals(2, server.sessions());
  }

  @Test
  void ignoresHandshakesAboveTheSessionLimit() {
    serveWith(limits(1, 10));
    establish(PEER, ISN);
    server.receive(peer("127.0.0.2", 5001), ISN, 0, SYN);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.OVER_LIMIT));
  }

  @Test
  void refusesAProvenAddressAboveItsQuotaUntilASessionEnds() {
    serveWith(new SessionLimits(10, 10, 1, ProgressLimits.STANDARD));
    establish(PEER, ISN);
    InetSocketAddress second = peer("127.0.0.2", 5001);
    int iss = syn(second, ISN);
    server.receive(second, ISN + 1, iss + 1, ACK);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.OVER_LIMIT));
    establish(peer("127.0.0.3", 5001), ISN);

    complete(PEER, 777);
    establish(second, ISN);
  }

  @Test
  void closesASessionThatLastsTooLong() {
    serveWith(new SessionLimits(10, 10, 0, ProgressLimits.of(0, Duration.ofMillis(1200))));
    establish(PEER, ISN);
    server.pass(Duration.ofSeconds(1));
    server.sent(PEER);
    server.pass(Duration.ofMillis(200));
    server.expectEvents("opened 5000", "closed 5000 LIFETIME_EXCEEDED");
    assertEquals(0, server.sessions());
  }

  @Test
  void neverAnswersSourcesThatNobodyCanHave() {
    server.receive(peer("127.0.0.2", 0), ISN, 0, SYN);
    server.receive(peer("224.0.0.1", 5000), ISN, 0, SYN);
    server.receive(peer("255.255.255.255", 5000), ISN, 0, SYN);
    server.receive(peer("0.0.0.0", 5000), ISN, 0, SYN);
    server.receive(ServerChannel.LOCAL, ISN, 0, SYN);
    server.expectSilence();
    assertEquals(5, server.count(Disposition.BAD_SOURCE));
    assertEquals(0, server.sessions());
  }

  @Test
  void restartsAPeerOnTheSamePortAlsoWithAFixedSequenceNumber() {
    server.close();
    server =
        new ServerChannel("hello", SessionLimits.STANDARD, new FixedInitialSequenceNumbers(100));
    assertEquals(100, establish(PEER, ISN));
    assertEquals(100, establish(PEER, 777));
    server.receive(peer("127.0.0.9", 1), ISN + 1, 101, ACK);
    server.expectSilence();
  }

  @Test
  void endsEverySessionWhenTheChannelCloses() {
    establish(PEER, ISN);
    server.close();
    server.expectEvents("opened 5000", "closed 5000 SHUTDOWN");
    server = new ServerChannel("hello");
  }
}
