package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.finAck;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PageReceiverEndTest {
  @RegisterExtension final ReceiverScenario receiver = new ReceiverScenario();

  @Test
  void leavesCleanTransferAtOnce() {
    receiver.establishes().receives(receiver.lastBlock(0, 5)).expectSent(finAck(12347, 106));
    receiver.expectState(PageReceiver.State.CLOSED).expectClosed(CloseReason.COMPLETED);
    assertFalse(receiver.engine().hasDeadline());
    receiver.receives(receiver.lastBlock(0, 5), Disposition.STALE).expectNothingSent();
  }

  @Test
  void lingersOneTimeoutAfterLoss() {
    establishesWithLoss().receives(receiver.lastBlock(1, 5)).expectSent(finAck(12348, 618));
    receiver.expectSilenceUntil(ofMillis(499)).expectState(PageReceiver.State.LINGER);
    receiver.expectOpen().expectSilenceUntil(ofMillis(500));
    receiver.expectClosed(CloseReason.COMPLETED).expectState(PageReceiver.State.CLOSED);
  }

  @Test
  void lingersAfterRepeatedSynAndAfterRepeatedSynAck() {
    receiver.connects().expectSent(receiver.syn());
    receiver.at(ofSeconds(1)).expectSent(receiver.syn());
    receiver.receives(receiver.synAck()).expectSent(receiver.thirdPacket());
    receiver.receives(receiver.lastBlock(0, 5)).expectSent(finAck(12347, 106));
    receiver.expectState(PageReceiver.State.LINGER);
  }

  @Test
  void lingersAfterRepeatedThirdPacket() {
    receiver.establishes().receives(receiver.synAck()).expectSent(receiver.thirdPacket());
    receiver.receives(receiver.lastBlock(0, 5)).expectSent(finAck(12347, 106));
    receiver.expectState(PageReceiver.State.LINGER);
  }

  @Test
  void answersRepeatedLastBlockWithinTheBudget() {
    establishesWithLoss().receives(receiver.lastBlock(1, 5)).expectSent(finAck(12348, 618));
    for (int answer = 1; answer <= 3; answer++) {
      receiver.receives(receiver.lastBlock(1, 5), Disposition.DUPLICATE);
      receiver.expectSent(finAck(12348, 618));
    }
    receiver.receives(receiver.lastBlock(1, 5), Disposition.DUPLICATE).expectNothingSent();
    receiver.expectReceived(517);
  }

  @Test
  void answersRepeatedEmptyLastBlock() {
    establishesWithLoss().receives(receiver.lastBlock(1, 0)).expectSent(finAck(12348, 613));
    receiver.receives(receiver.lastBlock(1, 0)).expectSent(finAck(12348, 613));
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
  }

  @Test
  void answersNothingElseWhileLingering() {
    establishesWithLoss().receives(receiver.lastBlock(1, 5)).expectSent(finAck(12348, 618));
    receiver.receives(ack(613, 12348), Disposition.UNEXPECTED);
    receiver.receives(finAck(12348, 618), Disposition.STALE);
    receiver.receives(receiver.block(1), Disposition.STALE);
    receiver.receives(TestPacket.fin(101, 12347, TestPage.hex(0, 512)), Disposition.STALE);
    receiver.receives(TestPacket.data(618, 12349, "00"), Disposition.STALE);
    receiver.receives(receiver.synAck(), Disposition.DUPLICATE);
    receiver.receives(receiver.syn(), Disposition.UNEXPECTED);
    receiver.expectNothingSent().expectReceived(517);
  }

  @Test
  void answersNothingWhileLingeringWithoutBudget() {
    receiver.withRetries(0).withLinger(Linger.of(ofSeconds(2))).establishes();
    receiver.receives(receiver.lastBlock(0, 5)).expectSent(finAck(12347, 106));
    receiver.receives(receiver.lastBlock(0, 5)).expectNothingSent();
  }

  @Test
  void lingersAsLongAsItIsTold() {
    receiver.withLinger(Linger.of(ofSeconds(2))).establishes();
    receiver.receives(receiver.lastBlock(0, 5)).expectSent(finAck(12347, 106));
    receiver.expectEvents(TransportEvent.Established.INSTANCE, TransportEvent.Finished.INSTANCE);
    receiver.expectSilenceUntil(ofMillis(1999)).expectOpen();
    receiver.expectSilenceUntil(ofSeconds(2));
    receiver.expectEvents(new TransportEvent.Closed(CloseReason.COMPLETED));
  }

  @Test
  void lingersNeverWhenToldSo() {
    receiver.withLinger(Linger.of(ofMillis(0)));
    establishesWithLoss().receives(receiver.lastBlock(1, 5)).expectSent(finAck(12348, 618));
    receiver.expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void abortWhileLingeringTakesNothingBack() {
    establishesWithLoss().receives(receiver.lastBlock(1, 5)).expectSent(finAck(12348, 618));
    receiver.abort(CloseReason.CANCELLED).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void waitsForSilentServerAsLongAsOneMayTakeOverOnePacket() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.expectSilenceUntil(ofMillis(11_999)).expectOpen();
    receiver.expectSilenceUntil(ofSeconds(12)).expectClosed(CloseReason.PEER_SILENT);
  }

  @Test
  void waitsAccordingToTheBudget() {
    receiver.withRetries(0).establishes();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.expectSilenceUntil(ofMillis(2999)).expectOpen();
    receiver.expectSilenceUntil(ofSeconds(3)).expectClosed(CloseReason.PEER_SILENT);
  }

  @Test
  void takesNoServerForDeadThatStillRepeatsItsBlock() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.at(ofSeconds(9)).receives(receiver.block(0)).expectSent(ack(12347, 613));
    // The last copy of the block was answered; the next block may need all its repetitions too.
    receiver.expectSilenceUntil(ofSeconds(20)).expectOpen();
    receiver.receives(receiver.block(1)).expectSent(ack(12348, 1125));
  }

  @Test
  void leavesServerThatRepeatsItsBlockForEver() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    for (int second = 1; second < 24; second++) {
      receiver.at(ofSeconds(second)).receives(receiver.block(0)).expectSent(ack(12347, 613));
    }
    receiver.expectOpen().expectSilenceUntil(ofSeconds(24));
    receiver.expectClosed(CloseReason.PEER_SILENT);
  }

  private ReceiverScenario establishesWithLoss() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    return receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
  }
}
