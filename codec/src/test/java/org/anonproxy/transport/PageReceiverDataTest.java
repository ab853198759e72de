package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.data;
import static org.anonproxy.transport.TestPacket.fin;
import static org.anonproxy.transport.TestPacket.finAck;
import static org.anonproxy.transport.TestPacket.packet;

import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PageReceiverDataTest {
  @RegisterExtension final ReceiverScenario receiver = new ReceiverScenario();

  private final TransportEvent closed = new TransportEvent.Closed(CloseReason.COMPLETED);

  @Test
  void acknowledgesEveryBlockAndEndsWithFinAck() {
    receiver.establishes().expectEvents(TransportEvent.Established.INSTANCE);
    receiver.receives(receiver.block(0), Disposition.ACCEPTED).expectSent(ack(12347, 613));
    receiver.receives(receiver.block(1), Disposition.ACCEPTED).expectSent(ack(12348, 1125));
    receiver.expectReceived(1024).expectEvents();
    receiver.receives(receiver.lastBlock(2, 5)).expectSent(finAck(12349, 1130));
    receiver.expectReceived(1029).expectEvents(TransportEvent.Finished.INSTANCE, closed);
  }

  @Test
  void copiesTheServersAckFieldWhateverItIs() {
    receiver.establishes();
    receiver.receives(data(101, 7, TestPage.hex(0, 512))).expectSent(ack(7, 613));
    receiver.receives(data(613, 7, TestPage.hex(512, 1024))).expectSent(ack(7, 1125));
    receiver.receives(fin(1125, 0, "")).expectSent(finAck(0, 1125)).expectReceived(1024);
  }

  @Test
  void acceptsFirstBlockOneLater() {
    receiver.establishes();
    receiver.receives(data(102, 12347, TestPage.hex(0, 512))).expectSent(ack(12347, 614));
    receiver.receives(data(614, 12348, TestPage.hex(512, 1024))).expectSent(ack(12348, 1126));
    receiver.receives(fin(1126, 12349, TestPage.hex(1024, 1029)));
    receiver.expectSent(finAck(12349, 1131)).expectReceived(1029);
  }

  @Test
  void acceptsSecondBlockOneLater() {
    receiver.establishes();
    receiver.receives(data(101, 12347, TestPage.hex(0, 512))).expectSent(ack(12347, 613));
    receiver.receives(data(614, 12348, TestPage.hex(512, 1024))).expectSent(ack(12348, 1126));
    receiver.receives(fin(1126, 12349, TestPage.hex(1024, 1029)));
    receiver.expectSent(finAck(12349, 1131)).expectReceived(1029);
  }

  @Test
  void answersDuplicatesOfRebasedBlocksIdentically() {
    receiver.establishes();
    receiver.receives(data(102, 12347, TestPage.hex(0, 512))).expectSent(ack(12347, 614));
    receiver.receives(data(102, 12347, TestPage.hex(0, 512))).expectSent(ack(12347, 614));
    receiver.receives(data(615, 12348, TestPage.hex(512, 1024))).expectSent(ack(12348, 1127));
    receiver.receives(data(102, 12347, TestPage.hex(0, 512))).expectSent(ack(12347, 614));
    receiver.receives(data(615, 12348, TestPage.hex(512, 1024))).expectSent(ack(12348, 1127));
    receiver.expectReceived(1024);
  }

  @Test
  void toleratesNoThirdBlockOneLater() {
    receiver.establishes();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(receiver.block(1)).expectSent(ack(12348, 1125));
    receiver.receives(data(1126, 12349, "ff"), Disposition.FUTURE).expectNothingSent();
  }

  @Test
  void acceptsFinWithAck() {
    receiver.establishes();
    receiver.receives(packet(101, 12347, Flags.FIN_ACK).with("0001"), Disposition.ACCEPTED);
    receiver.expectSent(finAck(12347, 103)).expectReceived(2).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void acceptsEmptyPage() {
    receiver.establishes().receives(fin(101, 12347, "")).expectSent(finAck(12347, 101));
    receiver.expectReceived(0).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void acceptsFinOnFullBlock() {
    receiver.establishes();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(receiver.lastBlock(1, 512)).expectSent(finAck(12348, 1125));
    receiver.expectReceived(1024).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void acceptsEmptyFinBehindFullBlock() {
    receiver.establishes();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(fin(613, 12348, "")).expectSent(finAck(12348, 613));
    receiver.expectReceived(512).expectClosed(CloseReason.COMPLETED);
  }

  @Test
  void acceptsBlocksShorterThanFull() {
    receiver.establishes();
    receiver.receives(data(101, 12347, TestPage.hex(0, 1))).expectSent(ack(12347, 102));
    receiver.receives(data(102, 12348, TestPage.hex(1, 3))).expectSent(ack(12348, 104));
    receiver.receives(fin(104, 12349, TestPage.hex(3, 4))).expectSent(finAck(12349, 105));
    receiver.expectReceived(4);
  }

  @Test
  void answersDuplicateBlockIdenticallyAndWritesNothing() {
    receiver.establishes();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(receiver.block(0), Disposition.DUPLICATE).expectSent(ack(12347, 613));
    receiver.receives(receiver.block(1)).expectSent(ack(12348, 1125));
    receiver.receives(receiver.block(0), Disposition.DUPLICATE).expectSent(ack(12347, 613));
    receiver.receives(receiver.block(1), Disposition.DUPLICATE).expectSent(ack(12348, 1125));
    receiver.expectReceived(1024);
  }

  @Test
  void dropsFutureData() {
    receiver.establishes();
    receiver.receives(data(103, 12347, "00"), Disposition.FUTURE);
    receiver.receives(data(613, 12348, "00"), Disposition.FUTURE);
    receiver.receives(fin(613, 12348, "00"), Disposition.FUTURE);
    receiver.expectNothingSent().expectReceived(0);
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(receiver.block(2), Disposition.FUTURE).expectNothingSent();
    receiver.expectReceived(512);
  }

  @Test
  void dropsDataFromBeforeTheBeginning() {
    receiver.establishes();
    receiver.receives(data(100, 12347, "00"), Disposition.STALE).expectNothingSent();
    receiver.receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(data(100, 12347, "00"), Disposition.STALE);
    receiver.receives(data(99, 12347, "0000"), Disposition.STALE).expectNothingSent();
  }

  @Test
  void dropsDataThatOverlapsTheExpected() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.receives(data(612, 12348, "0000"), Disposition.STALE);
    receiver.receives(fin(612, 12348, "00"), Disposition.STALE).expectNothingSent();
    receiver.expectReceived(512).expectOpen();
  }

  @Test
  void dropsBlockThatIsTooLongOrNone() {
    receiver.establishes();
    receiver.receives(data(101, 12347, TestPage.hex(0, 513)), Disposition.UNEXPECTED);
    receiver.receives(fin(101, 12347, TestPage.hex(0, 2036)), Disposition.UNEXPECTED);
    receiver.receives(ack(101, 12347), Disposition.UNEXPECTED);
    receiver.expectNothingSent().expectReceived(0);
    receiver.at(ofMillis(500)).expectSent(receiver.thirdPacket());
  }

  @Test
  void neverAnswersSynOrMalformedData() {
    receiver.establishes();
    receiver.receives(packet(101, 12347, Flags.SYN), Disposition.UNEXPECTED);
    receiver.receives(packet(101, 12347, 3).with("00"), Disposition.MALFORMED);
    receiver.receives(packet(101, 12347, 12).with("00"), Disposition.MALFORMED);
    receiver.expectNothingSent().expectReceived(0);
  }

  @Test
  void closesWithoutWordWhenAborted() {
    receiver.establishes().receives(receiver.block(0)).expectSent(ack(12347, 613));
    receiver.abort(CloseReason.CANCELLED).abort(CloseReason.SHUTDOWN).expectNothingSent();
    receiver.expectEvents(
        TransportEvent.Established.INSTANCE, new TransportEvent.Closed(CloseReason.CANCELLED));
    receiver.receives(receiver.block(1), Disposition.STALE).expectNothingSent();
  }
}
