package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.fin;
import static org.anonproxy.transport.TestPacket.packet;
import static org.anonproxy.transport.TestPacket.syn;
import static org.anonproxy.transport.TestPacket.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PageSenderHandshakeTest {
  @RegisterExtension final SenderScenario sender = new SenderScenario();

  @Test
  void answersSynWithItsOwnNumberAndTheNextOfThePeers() {
    sender.serves(5).expectSent(synAck(100, 12346)).expectState(PageSender.State.SYN_RECEIVED);
    sender.expectEvents();
  }

  @Test
  void sendsFirstBlockUponThirdPacket() {
    sender
        .serves(5)
        .expectSent(synAck(100, 12346))
        .receives(ack(12346, 101), Disposition.ACCEPTED)
        .expectSent(fin(101, 12347, "0001020304"))
        .expectEvents(TransportEvent.Established.INSTANCE);
  }

  @Test
  void acceptsThirdPacketWithItsNumbersSwapped() {
    sender
        .serves(513)
        .expectSent(synAck(100, 12346))
        .receives(ack(101, 12346), Disposition.ACCEPTED)
        .expectSent(sender.block(0))
        .receives(sender.answerTo(0))
        .expectSent(sender.block(1));
  }

  @Test
  void acceptsThirdPacketWhateverItsSequenceNumber() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender.receives(ack(4711, 101), Disposition.ACCEPTED).expectSent(sender.block(0));
  }

  @Test
  void acceptsThirdPacketThatBearsFinOrPayload() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender
        .receives(packet(12346, 101, Flags.FIN_ACK).with("beef"), Disposition.ACCEPTED)
        .expectSent(sender.block(0));
  }

  @Test
  void ignoresThirdPacketThatProvesNothing() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender.receives(ack(12346, 100), Disposition.STALE);
    sender.receives(ack(12346, 102), Disposition.STALE);
    sender.receives(ack(101, 12345), Disposition.STALE);
    sender.receives(ack(100, 12346), Disposition.STALE);
    sender.receives(ack(12346, 0), Disposition.STALE);
    sender.expectNothingSent().expectState(PageSender.State.SYN_RECEIVED);
  }

  @Test
  void neverAnswersWhatNoClientSends() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender.receives(synAck(12345, 101), Disposition.UNEXPECTED);
    sender.receives(packet(12346, 101, Flags.FIN), Disposition.UNEXPECTED);
    sender.receives(packet(12346, 101, 0), Disposition.MALFORMED);
    sender.receives(packet(12346, 101, Flags.ACK | 8), Disposition.MALFORMED);
    sender.expectNothingSent().expectState(PageSender.State.SYN_RECEIVED);
  }

  @Test
  void repeatsSynAckTwiceForBareSynAndGivesUp() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(1)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(3)).expectSent(synAck(100, 12346));
    sender
        .expectSilenceUntil(ofSeconds(60))
        .expectEvents(new TransportEvent.Closed(CloseReason.HANDSHAKE_TIMEOUT))
        .expectState(PageSender.State.CLOSED);
    assertFalse(sender.engine().hasDeadline());
  }

  @Test
  void keepsTheHandshakeUntilTheLastTimerHasExpired() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(1)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(3)).expectSent(synAck(100, 12346));
    sender.expectSilenceUntil(ofMillis(5999)).expectOpen();
    sender.receives(ack(12346, 101), Disposition.ACCEPTED).expectSent(sender.block(0));
  }

  @Test
  void spendsNoMoreThanItsRetriesOnLargeSyn() {
    sender.withRetries(3).serves(5, 524).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(1)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(3)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(6)).expectSent(synAck(100, 12346));
    sender.expectSilenceUntil(ofSeconds(60)).expectClosed(CloseReason.HANDSHAKE_TIMEOUT);
    assertEquals(3, sender.sender().retransmissions());
  }

  @Test
  void sendsAtMostThreeTimesTheBytesOfManySyns() {
    sender.withRetries(64).serves(5).expectSent(synAck(100, 12346));
    sender.receives(syn(12345)).expectSent(synAck(100, 12346));
    // 24 bytes came and 24 went: four more SYN|ACKs of 12 bytes may follow.
    sender.at(ofSeconds(1)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(3)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(6)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(9)).expectSent(synAck(100, 12346));
    sender.expectSilenceUntil(ofSeconds(60)).expectClosed(CloseReason.HANDSHAKE_TIMEOUT);
  }

  @Test
  void repeatsSynAckIdenticallyForDuplicateSyn() {
    sender.serves(5).expectSent(synAck(100, 12346));
    sender.receives(syn(12345), Disposition.DUPLICATE).expectSent(synAck(100, 12346));
    sender.receives(syn(12345).with("abcd")).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(1)).expectSent(synAck(100, 12346));
    sender.receives(ack(12346, 101)).expectSent(sender.block(0));
    assertEquals(1, sender.sender().retransmissions(), "only the timer's count");
  }

  @Test
  void keepsTheHandshakeUnderFloodOfSyns() {
    sender.serves(5, Integer.MAX_VALUE - 10).expectSent(synAck(100, 12346));
    sender.receives(syn(12345)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(1)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(3)).expectSent(synAck(100, 12346));
    sender.at(ofSeconds(6)).expectSent(synAck(100, 12346));
    sender.expectSilenceUntil(ofSeconds(60)).expectClosed(CloseReason.HANDSHAKE_TIMEOUT);
  }

  @Test
  void dropsDuplicateSynOnceDataIsOut() {
    sender.establishes(513);
    sender.receives(syn(12345), Disposition.DUPLICATE).expectNothingSent();
    sender.receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.receives(syn(12345), Disposition.DUPLICATE).expectNothingSent();
  }

  @Test
  void leavesSynOfAnotherConversationToItsOwnerAndGoesOn() {
    sender.serves(513).expectSent(synAck(100, 12346));
    sender.receives(syn(12344), Disposition.OTHER_SYN).expectNothingSent();
    sender.receives(ack(12346, 101)).expectSent(sender.block(0));
    sender.receives(syn(99), Disposition.OTHER_SYN).expectNothingSent();
    sender.receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.receives(syn(99), Disposition.OTHER_SYN).expectNothingSent();
    sender.receives(sender.answerTo(1)).expectNothingSent();
    sender.receives(syn(99), Disposition.OTHER_SYN).expectNothingSent();
    sender.expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void takesUpConversationWhoseHandshakeLeftNoState() {
    sender
        .servesWithoutHandshake(5)
        .expectSent(sender.block(0))
        .expectEvents(TransportEvent.Established.INSTANCE)
        .receives(sender.answerTo(0), Disposition.ACCEPTED)
        .expectEvents(new TransportEvent.Closed(CloseReason.COMPLETED));
  }
}
