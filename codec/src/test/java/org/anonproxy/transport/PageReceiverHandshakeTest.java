package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.packet;
import static org.anonproxy.transport.TestPacket.syn;
import static org.anonproxy.transport.TestPacket.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PageReceiverHandshakeTest {
  @RegisterExtension final ReceiverScenario receiver = new ReceiverScenario();

  @Test
  void beginsWithSyn() {
    receiver.connects().expectSent(syn(12345)).expectState(PageReceiver.State.SYN_SENT);
  }

  @Test
  void answersSynAckWithThirdPacket() {
    receiver.connects().expectSent(syn(12345));
    receiver
        .receives(synAck(100, 12346), Disposition.ACCEPTED)
        .expectSent(ack(12346, 101))
        .expectEvents(TransportEvent.Established.INSTANCE)
        .expectState(PageReceiver.State.ESTABLISHED_WAIT);
  }

  @Test
  void ignoresPayloadOfSynAck() {
    receiver.connects().expectSent(syn(12345));
    receiver.receives(synAck(100, 12346).with("414e0100")).expectSent(ack(12346, 101));
  }

  @Test
  void dropsSynAckWithWrongAckAndKeepsTheTimer() {
    receiver.connects().expectSent(syn(12345)).expectSilenceUntil(ofMillis(900));
    receiver.receives(synAck(100, 12345), Disposition.STALE);
    receiver.receives(synAck(100, 12347), Disposition.STALE);
    receiver.receives(synAck(12346, 100), Disposition.STALE).expectNothingSent();
    receiver.at(ofSeconds(1)).expectSent(syn(12345));
    receiver.receives(synAck(100, 12346)).expectSent(ack(12346, 101));
  }

  @Test
  void neverAnswersWhatNoServerSends() {
    receiver.connects().expectSent(syn(12345));
    receiver.receives(syn(12345), Disposition.UNEXPECTED);
    receiver.receives(ack(100, 12346), Disposition.UNEXPECTED);
    receiver.receives(packet(101, 12346, Flags.FIN), Disposition.UNEXPECTED);
    receiver.receives(packet(101, 12346, Flags.FIN_ACK), Disposition.UNEXPECTED);
    receiver.receives(packet(100, 12346, 0x40000006), Disposition.MALFORMED);
    receiver.receives(packet(100, 12346, 7), Disposition.MALFORMED);
    receiver.expectNothingSent().expectState(PageReceiver.State.SYN_SENT);
  }

  @Test
  void repeatsSynWithinItsBudgetAndGivesUp() {
    receiver.connects().expectSent(syn(12345));
    receiver.at(ofSeconds(1)).expectSent(syn(12345));
    receiver.at(ofSeconds(3)).expectSent(syn(12345));
    receiver.at(ofSeconds(6)).expectSent(syn(12345));
    receiver.expectSilenceUntil(ofMillis(8999)).expectOpen();
    receiver
        .expectSilenceUntil(ofSeconds(9))
        .expectEvents(new TransportEvent.Closed(CloseReason.HANDSHAKE_TIMEOUT));
    assertFalse(receiver.engine().hasDeadline());
    assertEquals(3, receiver.receiver().retransmissions());
  }

  @Test
  void repeatsNoSynWithoutBudget() {
    receiver.withRetries(0).connects().expectSent(syn(12345));
    receiver.expectSilenceUntil(ofMillis(999)).expectOpen();
    receiver.expectSilenceUntil(ofSeconds(1)).expectClosed(CloseReason.HANDSHAKE_TIMEOUT);
  }

  @Test
  void repeatsSynAtMostSixtyFourTimes() {
    receiver.withRetries(64).connects().expectSent(syn(12345));
    receiver.at(ofSeconds(1)).expectSent(syn(12345));
    for (int second = 3; second <= 189; second += 3) {
      receiver.at(ofSeconds(second)).expectSent(syn(12345));
    }
    receiver.expectSilenceUntil(ofMillis(191_999)).expectOpen();
    receiver.expectSilenceUntil(ofSeconds(192)).expectClosed(CloseReason.HANDSHAKE_TIMEOUT);
    assertEquals(64, receiver.receiver().retransmissions());
  }

  @Test
  void repeatsThirdPacketUntilTheFirstDataArrives() {
    receiver.establishes();
    receiver.at(ofMillis(500)).expectSent(ack(12346, 101));
    receiver.at(ofMillis(1500)).expectSent(ack(12346, 101));
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.expectSilenceUntil(ofSeconds(13)).expectOpen();
  }

  @Test
  void givesUpWhenNoDataFollowsTheHandshake() {
    receiver.establishes();
    receiver.at(ofMillis(500)).expectSent(ack(12346, 101));
    receiver.at(ofMillis(1500)).expectSent(ack(12346, 101));
    receiver.at(ofMillis(3500)).expectSent(ack(12346, 101));
    receiver.expectSilenceUntil(ofMillis(6499)).expectOpen();
    receiver.expectSilenceUntil(ofMillis(6500)).expectClosed(CloseReason.PEER_SILENT);
  }

  @Test
  void repeatsThirdPacketForRepeatedSynAck() {
    receiver.establishes();
    receiver.receives(synAck(100, 12346), Disposition.DUPLICATE).expectSent(ack(12346, 101));
    receiver.receives(synAck(100, 12346), Disposition.DUPLICATE).expectSent(ack(12346, 101));
    receiver.receives(synAck(100, 12345), Disposition.STALE).expectNothingSent();
    receiver.at(ofMillis(500)).expectSent(ack(12346, 101));
  }

  @Test
  void keepsToTheServersFirstNumber() {
    receiver.establishes();
    receiver.receives(synAck(99, 12346), Disposition.STALE).expectNothingSent();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
  }

  @Test
  void neverAnswersSynAckOnceDataHasCome() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(synAck(100, 12346), Disposition.DUPLICATE).expectNothingSent();
  }

  @Test
  void measuresTheRoundTripByTheHandshake() {
    receiver.connects().expectSent(syn(12345));
    receiver.at(ofMillis(400)).receives(synAck(100, 12346)).expectSent(ack(12346, 101));
    // RFC 6298: SRTT = 400, RTTVAR = 200, RTO = 400 + 4 * 200.
    receiver.at(ofMillis(400 + 1200)).expectSent(ack(12346, 101));
  }

  @Test
  void keepsBackedOffTimeoutOfRepeatedSyn() {
    receiver.connects().expectSent(syn(12345));
    receiver.at(ofSeconds(1)).expectSent(syn(12345));
    receiver.at(ofMillis(1100)).receives(synAck(100, 12346)).expectSent(ack(12346, 101));
    receiver.at(ofMillis(1100 + 2000)).expectSent(ack(12346, 101));
  }

  @Test
  void takesNoSampleFromThirdPacketSentTwice() {
    receiver.connects().expectSent(syn(12345));
    receiver.at(ofMillis(400)).receives(synAck(100, 12346)).expectSent(ack(12346, 101));
    receiver.at(ofMillis(600)).receives(synAck(100, 12346)).expectSent(ack(12346, 101));
    receiver.at(ofMillis(610)).receives(receiver.lastBlock(0, 5));
    receiver.expectSent(TestPacket.finAck(12347, 106));
    // It lingers for the timeout that the SYN's round trip gave: 400 + 4 * 200.
    receiver.expectSilenceUntil(ofMillis(610 + 1199)).expectOpen();
    receiver.expectSilenceUntil(ofMillis(610 + 1200)).expectClosed(CloseReason.COMPLETED);
  }
}
