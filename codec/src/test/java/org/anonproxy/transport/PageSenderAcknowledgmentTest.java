package org.anonproxy.transport;

import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.data;
import static org.anonproxy.transport.TestPacket.fin;
import static org.anonproxy.transport.TestPacket.finAck;
import static org.anonproxy.transport.TestPacket.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first block of these tests has SND.UNA = 101, SND.NXT = 613 and the ack number 12347. */
final class PageSenderAcknowledgmentTest {
  @RegisterExtension final SenderScenario sender = new SenderScenario();

  @Test
  void sendsNextBlockUponAck() {
    sender.establishes(1029);
    sender.receives(ack(12347, 613)).expectSent(sender.block(1));
    sender.receives(ack(12348, 1125)).expectSent(fin(1125, 12349, "1415161718"));
    assertEquals(1024, sender.sender().acknowledgedBytes());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 12346, 12348, 613, 0x80000000L, 0xffffffffL})
  void acceptsExactNumberWhateverItsSequenceNumber(long sequenceNumber) {
    sender.establishes(1029);
    sender.receives(ack(sequenceNumber, 613), Disposition.ACCEPTED).expectSent(sender.block(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {-16, -12, -1, 1, 12, 13, 16})
  void acceptsNumberThatIsOffByFewWhenItAnswersTheBlock(int excess) {
    sender.establishes(1029);
    sender.receives(ack(12347, 613 + excess), Disposition.ACCEPTED).expectSent(sender.block(1));
    sender.receives(ack(12348, 1125 + excess), Disposition.ACCEPTED).expectSent(sender.block(2));
    assertEquals(1024, sender.sender().acknowledgedBytes(), "the numbering stays its own");
  }

  @ParameterizedTest
  @ValueSource(ints = {-16, -1, 1, 16})
  void ignoresNumberThatIsOffByFewWhenItAnswersNothing(int excess) {
    sender.establishes(1029);
    sender.receives(ack(12346, 613 + excess), Disposition.STALE);
    sender.receives(ack(12348, 613 + excess), Disposition.STALE).expectNothingSent();
  }

  @ParameterizedTest
  @ValueSource(longs = {630, 1125, 613 + 0x7fffffffL, 613 + 0x80000000L, 613 - 0x7fffffffL})
  void ignoresNumberOfDataNeverSent(long acknowledgmentNumber) {
    sender.establishes(1029);
    sender.receives(ack(12347, acknowledgmentNumber), Disposition.STALE).expectNothingSent();
  }

  @Test
  void ignoresNumberOfDataAcknowledgedBefore() {
    sender.establishes(1029);
    sender.receives(ack(12347, 101), Disposition.STALE);
    sender.receives(ack(12347, 100), Disposition.STALE);
    sender.receives(ack(12347, 0), Disposition.STALE).expectNothingSent();
  }

  @Test
  void ignoresDuplicateAck() {
    sender.establishes(1029);
    sender.receives(ack(12347, 613)).expectSent(sender.block(1));
    sender.receives(ack(12347, 613), Disposition.STALE);
    sender.receives(ack(12347, 613), Disposition.STALE).expectNothingSent();
  }

  @Test
  void ignoresDuplicateThirdPacket() {
    sender.establishes(1029);
    sender.receives(ack(12346, 101), Disposition.STALE);
    sender.receives(ack(101, 12346), Disposition.STALE).expectNothingSent();
  }

  @Test
  void ignoresDuplicateThirdPacketWithinToleranceOfShortBlock() {
    sender.establishes(5);
    sender.receives(ack(12346, 101), Disposition.STALE);
    sender.receives(ack(101, 12346), Disposition.STALE).expectNothingSent().expectOpen();
  }

  @Test
  void continuesFromPartialAck() {
    sender.establishes(1029);
    sender
        .receives(ack(12347, 301), Disposition.ACCEPTED)
        .expectSent(data(301, 12348, TestPage.hex(200, 712)));
    sender
        .receives(ack(12348, 813), Disposition.ACCEPTED)
        .expectSent(fin(813, 12349, TestPage.hex(712, 1029)));
  }

  @Test
  void takesNumberSixteenShortForWholeAndSeventeenForPart() {
    sender.establishes(1029);
    sender
        .receives(ack(12347, 596), Disposition.ACCEPTED)
        .expectSent(data(596, 12348, TestPage.hex(495, 1007)));
    sender
        .receives(ack(12348, 1108 - 16), Disposition.ACCEPTED)
        .expectSent(fin(1108, 12349, TestPage.hex(1007, 1029)));
  }

  @Test
  void continuesFromPartialAckOfLastBlock() {
    sender.establishes(300);
    sender
        .receives(ack(12347, 102), Disposition.ACCEPTED)
        .expectSent(fin(102, 12348, TestPage.hex(1, 300)));
    sender.receives(finAck(12348, 401)).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void ignoresPartialAckThatAnswersNothing() {
    sender.establishes(1029);
    sender.receives(ack(12346, 301), Disposition.STALE).expectNothingSent();
  }

  @Test
  void takesAckAndIgnoresFinWhileDataIsOutstanding() {
    sender.establishes(1029);
    sender.receives(finAck(12347, 613), Disposition.ACCEPTED).expectSent(sender.block(1));
    sender.receives(finAck(12347, 613), Disposition.STALE).expectNothingSent().expectOpen();
  }

  @Test
  void ignoresPayloadOfAck() {
    sender.establishes(1029);
    sender.receives(ack(12347, 613).with("00".repeat(512))).expectSent(sender.block(1));
    sender.receives(ack(12348, 1125).with("00".repeat(4000))).expectSent(sender.block(2));
  }

  @Test
  void neverAnswersWhatCarriesNoAck() {
    sender.establishes(1029);
    sender.receives(packet(12347, 613, Flags.FIN), Disposition.UNEXPECTED);
    sender.receives(packet(12347, 613, Flags.SYN_ACK), Disposition.UNEXPECTED);
    sender.receives(packet(12347, 613, 0x80000004), Disposition.MALFORMED);
    sender.expectNothingSent();
  }
}
