package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.fin;
import static org.anonproxy.transport.TestPacket.finAck;
import static org.anonproxy.transport.TestPacket.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PageSenderEndTest {
  @RegisterExtension final SenderScenario sender = new SenderScenario();

  @Test
  void completesUponFinAck() {
    sender.establishes(5).expectState(PageSender.State.FIN_WAIT);
    sender
        .receives(finAck(12347, 106), Disposition.ACCEPTED)
        .expectEvents(
            TransportEvent.Established.INSTANCE, new TransportEvent.Closed(CloseReason.COMPLETED))
        .expectState(PageSender.State.TOMBSTONE);
    assertTrue(sender.sender().isOver());
  }

  @Test
  void completesUponPlainAckOfLastBlock() {
    sender.establishes(5);
    sender.receives(ack(12347, 106), Disposition.ACCEPTED).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void setsFinOnLastFullBlockAndSendsNoEmptyOne() {
    sender.establishes(1024).receives(ack(12347, 613));
    sender.expectSent(fin(613, 12348, TestPage.hex(512, 1024)));
    sender.receives(finAck(12348, 1125)).expectNothingSent().expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void servesEmptyPageAsOneFin() {
    sender.establishes(0).expectState(PageSender.State.FIN_WAIT);
    sender.receives(finAck(12347, 101)).expectNothingSent().expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void takesRepeatedThirdPacketForNoAnswerToEmptyPage() {
    sender.establishes(0);
    sender.receives(ack(12346, 101), Disposition.STALE).expectOpen();
    sender.receives(ack(101, 12346), Disposition.STALE).expectOpen();
    sender.receives(ack(12347, 101), Disposition.ACCEPTED).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void takesFinWithConstantSequenceNumberForAnswerToEmptyPage() {
    sender.establishes(0);
    sender.receives(finAck(12346, 101), Disposition.ACCEPTED).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void endsUnconfirmedWhenPeerNeverAnswersFin() {
    sender.establishes(5);
    sender.at(ofMillis(500)).expectSent(sender.block(0));
    sender.at(ofMillis(1500)).expectSent(sender.block(0));
    sender.at(ofMillis(3500)).expectSent(sender.block(0));
    sender.expectSilenceUntil(ofMillis(6499)).expectOpen();
    sender.expectSilenceUntil(ofMillis(6500)).expectClosed(CloseReason.UNCONFIRMED);
  }

  @Test
  void endsPeerSilentInTheMiddle() {
    sender.establishes(513);
    sender.at(ofMillis(500)).expectSent(sender.block(0));
    sender.at(ofMillis(1500)).expectSent(sender.block(0));
    sender.at(ofMillis(3500)).expectSent(sender.block(0));
    sender.expectSilenceUntil(ofMillis(6499)).expectOpen();
    sender.expectSilenceUntil(ofMillis(6500)).expectClosed(CloseReason.PEER_SILENT);
  }

  @Test
  void standsAsTombstoneForThreeSecondsThatAnswersNothing() {
    sender.establishes(5).receives(finAck(12347, 106));
    sender.receives(finAck(12347, 106), Disposition.STALE);
    sender.receives(ack(12346, 101), Disposition.STALE);
    sender.receives(ack(101, 12346), Disposition.STALE);
    sender.receives(syn(12345), Disposition.DUPLICATE);
    sender.receives(syn(12346), Disposition.OTHER_SYN);
    sender.expectSilenceUntil(ofMillis(2999)).expectState(PageSender.State.TOMBSTONE);
    sender.expectSilenceUntil(ofSeconds(3)).expectState(PageSender.State.CLOSED);
    assertFalse(sender.engine().hasDeadline());
    sender.receives(finAck(12347, 106), Disposition.STALE);
    sender.receives(syn(12345), Disposition.DUPLICATE).expectNothingSent();
  }

  @Test
  void leavesTombstoneAfterSilenceToo() {
    sender.withRetries(0).establishes(513);
    sender.expectSilenceUntil(ofMillis(500)).expectState(PageSender.State.TOMBSTONE);
    sender.receives(sender.answerTo(0), Disposition.STALE).expectNothingSent();
    sender.expectSilenceUntil(ofMillis(3499)).expectState(PageSender.State.TOMBSTONE);
    sender.expectSilenceUntil(ofMillis(3500)).expectState(PageSender.State.CLOSED);
  }

  @Test
  void releasesThePageWhenTheConversationEndsNotWhenTheTombstoneFalls() {
    sender.establishes(513).receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.receives(sender.answerTo(1)).expectState(PageSender.State.TOMBSTONE);
    TestBuffers.assertEmpty(sender.allocator);
    assertEquals(513, sender.sender().acknowledgedBytes());
  }

  @Test
  void abortsWithoutWordAndOnlyOnce() {
    sender.establishes(513).expectEvents(TransportEvent.Established.INSTANCE);
    sender.abort(CloseReason.REPLACED).abort(CloseReason.SHUTDOWN);
    sender.expectNothingSent().expectEvents(new TransportEvent.Closed(CloseReason.REPLACED));
    assertFalse(sender.engine().hasDeadline());
    sender.receives(sender.answerTo(0), Disposition.STALE).expectSilenceUntil(ofSeconds(60));
  }

  @Test
  void abortFellsTheTombstone() {
    sender.establishes(5).receives(finAck(12347, 106)).expectClosed(CloseReason.COMPLETED);
    sender.abort(CloseReason.SHUTDOWN).expectClosed(CloseReason.COMPLETED);
    assertFalse(sender.engine().hasDeadline());
  }
}
