package org.anonproxy.server.session;

import static org.anonproxy.server.session.ServerChannel.PEER;
import static org.anonproxy.server.session.ServerChannel.peer;
import static org.anonproxy.wire.Flags.ACK;
import static org.anonproxy.wire.Flags.FIN;
import static org.anonproxy.wire.Flags.FIN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.anonproxy.server.session.ServerChannel.Sent;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.ProgressLimits;
import org.junit.jupiter.api.Test;

/** Completes handshakes of which the server has kept nothing, and does not complete others. */
final class UnkeptHandshakeTest extends EndpointScenario {
  @Test
  void keepsNothingAboveTheHalfOpenLimitAndKnowsTheThirdPacketByItsNumbers() {
    serveWith(limits(10, 0));
    int iss = syn(PEER, ISN);
    assertEquals(0, server.sessions());
    server.pass(Duration.ofSeconds(61));
    server.expectSilence();

    server.receive(PEER, ISN + 1, iss + 1, ACK);
    assertEquals(new Sent(iss + 1, ISN + 2, FIN, "hello"), server.sent(PEER));
    assertEquals(1, server.sessions());
  }

  @Test
  void knowsASwappedThirdPacketByItsNumbersToo() {
    serveWith(limits(10, 0));
    int iss = syn(PEER, ISN);
    server.receive(PEER, iss + 1, ISN + 1, ACK);
    assertEquals(new Sent(iss + 1, ISN + 2, FIN, "hello"), server.sent(PEER));
  }

  @Test
  void doesNotKnowAThirdPacketOfTheMinuteBeforeTheLast() {
    serveWith(limits(10, 0));
    int iss = syn(PEER, ISN);
    server.pass(Duration.ofMinutes(2));
    server.receive(PEER, ISN + 1, iss + 1, ACK);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.NO_CONVERSATION));
  }

  @Test
  void doesNotKnowAThirdPacketOfAnotherPeer() {
    serveWith(limits(10, 0));
    int iss = syn(PEER, ISN);
    server.receive(peer("127.0.0.2", 5001), ISN + 1, iss + 1, ACK);
    server.receive(peer("127.0.0.3", 5000), ISN + 1, iss + 1, ACK);
    server.expectSilence();
    assertEquals(2, server.count(Disposition.NO_CONVERSATION));
  }

  @Test
  void takesALateThirdPacketAfterTheHalfOpenSessionIsGone() {
    int iss = syn(PEER, ISN);
    server.pass(Duration.ofSeconds(1));
    server.sent(PEER);
    server.pass(Duration.ofSeconds(2));
    server.sent(PEER);
    server.pass(Duration.ofSeconds(3));
    assertEquals(0, server.sessions());

    server.receive(PEER, ISN + 1, iss + 1, ACK);
    assertEquals(new Sent(iss + 1, ISN + 2, FIN, "hello"), server.sent(PEER));
  }

  @Test
  void doesNotStartAnewWhenTheThirdPacketIsRepeatedAfterTheSession() {
    int iss = establish(PEER, ISN);
    server.receive(PEER, ISN + 2, iss + 6, FIN_ACK);
    server.pass(TOMBSTONE);
    assertEquals(0, server.sessions());

    server.receive(PEER, ISN + 1, iss + 1, ACK);
    server.expectSilence();
    assertEquals(1, server.count(Disposition.NO_CONVERSATION));
    assertEquals(0, server.sessions());
  }

  @Test
  void takesTheRepeatedThirdPacketOfAPeerThatItsQuotaRefusedAtFirst() {
    serveWith(new SessionLimits(10, 10, 1, ProgressLimits.STANDARD));
    int firstIss = establish(PEER, ISN);
    InetSocketAddress second = peer("127.0.0.2", 5001);
    int iss = syn(second, ISN);
    server.receive(second, ISN + 1, iss + 1, ACK);
    server.expectSilence();

    server.receive(PEER, ISN + 2, firstIss + 6, FIN_ACK);
    server.receive(second, ISN + 1, iss + 1, ACK);
    assertEquals(new Sent(iss + 1, ISN + 2, FIN, "hello"), server.sent(second));
  }
}
