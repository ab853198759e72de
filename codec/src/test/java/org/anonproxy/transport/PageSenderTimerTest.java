package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PageSenderTimerTest {
  @RegisterExtension final SenderScenario sender = new SenderScenario();

  @Test
  void waitsThreeRoundTripsAfterTheFirstSample() {
    sender.serves(513).expectSent(sender.synAck());
    sender.at(ofMillis(400)).receives(sender.thirdPacket()).expectSent(sender.block(0));
    // RFC 6298: SRTT = 400, RTTVAR = 200, RTO = 400 + 4 * 200.
    sender.at(ofMillis(400 + 1200)).expectSent(sender.block(0));
  }

  @Test
  void smoothsTheRoundTripOverSubsequentSamples() {
    sender.serves(1029).expectSent(sender.synAck());
    sender.at(ofMillis(400)).receives(sender.thirdPacket()).expectSent(sender.block(0));
    sender.at(ofMillis(800)).receives(sender.answerTo(0)).expectSent(sender.block(1));
    // RTTVAR = 3/4 * 200 + 1/4 * |400 - 400| = 150, SRTT = 400, RTO = 1000.
    sender.at(ofMillis(800 + 1000)).expectSent(sender.block(1));
  }

  @Test
  void neverWaitsLessThanTheFloor() {
    sender.withMinRto(ofMillis(750)).establishes(513);
    sender.at(ofMillis(750)).expectSent(sender.block(0));
  }

  @Test
  void beginsWithFloorAboveOneSecond() {
    sender.withMinRto(ofMillis(2500)).serves(5).expectSent(sender.synAck());
    sender.at(ofMillis(2500)).expectSent(sender.synAck());
    sender.at(ofMillis(5500)).expectSent(sender.synAck());
  }

  @Test
  void doublesUpToThreeSecondsAndStopsAtTheBudget() {
    sender.withRetries(64).establishes(513);
    Duration due = ofMillis(500);
    sender.at(due).expectSent(sender.block(0));
    due = due.plusMillis(1000);
    sender.at(due).expectSent(sender.block(0));
    due = due.plusMillis(2000);
    sender.at(due).expectSent(sender.block(0));
    for (int repetition = 4; repetition <= 64; repetition++) {
      due = due.plusMillis(3000);
      sender.at(due).expectSent(sender.block(0));
    }
    sender.expectSilenceUntil(due.plusMillis(2999)).expectOpen();
    sender.expectSilenceUntil(due.plusMillis(3000)).expectClosed(CloseReason.PEER_SILENT);
    assertEquals(64, sender.sender().retransmissions());
  }

  @Test
  void repeatsNothingWithoutBudget() {
    sender.withRetries(0).establishes(513);
    sender.expectSilenceUntil(ofMillis(499)).expectOpen();
    sender.expectSilenceUntil(ofMillis(500)).expectClosed(CloseReason.PEER_SILENT);
  }

  @Test
  void countsTheBudgetAfreshAfterProgress() {
    sender.withRetries(1).establishes(1029);
    sender.at(ofMillis(500)).expectSent(sender.block(0));
    sender.at(ofMillis(600)).receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.at(ofMillis(1600)).expectSent(sender.block(1));
    sender.at(ofMillis(1700)).receives(sender.answerTo(1)).expectSent(sender.block(2));
    sender.at(ofMillis(3700)).expectSent(sender.block(2));
    sender.expectSilenceUntil(ofMillis(6699)).expectOpen();
    sender.expectSilenceUntil(ofMillis(6700)).expectClosed(CloseReason.UNCONFIRMED);
  }

  @Test
  void staysBackedOffUntilBlockSentOnceIsAnswered() {
    sender.establishes(1541);
    sender.at(ofMillis(500)).expectSent(sender.block(0));
    // Karn: this answer may be the first copy's, so it proves no round trip and ends no back-off.
    sender.at(ofMillis(600)).receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.at(ofMillis(600 + 1000)).expectSent(sender.block(1));
    sender.at(ofMillis(1700)).receives(sender.answerTo(1)).expectSent(sender.block(2));
    sender.at(ofMillis(1710)).receives(sender.answerTo(2)).expectSent(sender.block(3));
    sender.at(ofMillis(1710 + 500)).expectSent(sender.block(3));
  }

  @Test
  void takesNoSampleFromSynAckRepeatedForDuplicateSyn() {
    sender.serves(513).expectSent(sender.synAck());
    sender.at(ofMillis(200)).receives(syn(12345)).expectSent(sender.synAck());
    sender.at(ofMillis(210)).receives(sender.thirdPacket()).expectSent(sender.block(0));
    sender.at(ofMillis(210 + 1000)).expectSent(sender.block(0));
  }

  @Test
  void beginsDataWithThreeSecondsWhenTheHandshakeTimerExpired() {
    sender.serves(513).expectSent(sender.synAck());
    sender.at(ofSeconds(1)).expectSent(sender.synAck());
    sender.at(ofMillis(1100)).receives(sender.thirdPacket()).expectSent(sender.block(0));
    // RFC 6298, section 5.7.
    sender.at(ofMillis(1100 + 3000)).expectSent(sender.block(0));
  }

  @Test
  void beginsWithOneSecondWithoutHandshake() {
    sender.servesWithoutHandshake(513).expectSent(sender.block(0));
    sender.at(ofSeconds(1)).expectSent(sender.block(0));
  }

  @Test
  void duplicateAckDelaysNoRepetition() {
    sender.establishes(1029).receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.expectSilenceUntil(ofMillis(499)).receives(sender.answerTo(0));
    sender.at(ofMillis(500)).expectSent(sender.block(1));
  }

  @Test
  void servesClientThatPausesBeforeEveryAnswer() {
    sender.establishes(1541);
    // The first pause outlasts the floor; then the estimate has learnt it.
    sender.at(ofMillis(500)).expectSent(sender.block(0));
    sender.at(ofMillis(800)).receives(sender.answerTo(0)).expectSent(sender.block(1));
    sender.at(ofMillis(1600)).receives(sender.answerTo(1)).expectSent(sender.block(2));
    sender.at(ofMillis(2400)).receives(sender.answerTo(2)).expectSent(sender.block(3));
    sender.at(ofMillis(3200)).receives(sender.answerTo(3)).expectClosed(CloseReason.COMPLETED);
  }
}
