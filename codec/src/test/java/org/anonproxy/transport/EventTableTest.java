package org.anonproxy.transport;

import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.packet;
import static org.anonproxy.transport.TestPacket.syn;
import static org.anonproxy.transport.TestPacket.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventTableTest {
  private static final String TIMEOUT = "timeout";

  @RegisterExtension final SenderScenario sender = new SenderScenario();

  @RegisterExtension
  final ReceiverScenario receiver = new ReceiverScenario().withLinger(Linger.of(ofSeconds(1)));

  private static final Map<String, TestPacket> SENDER_EVENTS =
      Map.ofEntries(
          Map.entry("SYN same ISN", syn(12345)),
          Map.entry("SYN other ISN", syn(54321)),
          Map.entry("SYN-ACK", synAck(12345, 101)),
          Map.entry("FIN alone", packet(12349, 1130, 1)),
          Map.entry("third packet", ack(12346, 101)),
          Map.entry("third, swapped", ack(101, 12346)),
          Map.entry("ACK of block 1", ack(12347, 613)),
          Map.entry("ACK of block 2", ack(12348, 1125)),
          Map.entry("FIN-ACK of block 3", packet(12349, 1130, 5)),
          Map.entry("ACK of nothing", ack(4711, 4711)),
          Map.entry("malformed", packet(12349, 1130, 7)));

  private static final Map<String, TestPacket> RECEIVER_EVENTS =
      Map.of(
          "SYN", syn(100),
          "SYN-ACK", synAck(100, 12346),
          "SYN-ACK wrong ack", synAck(100, 12345),
          "block 1", ack(101, 12347).with(TestPage.hex(0, 512)),
          "block 2", ack(613, 12348).with(TestPage.hex(512, 1024)),
          "block 3, FIN", packet(1125, 12349, 1).with(TestPage.hex(1024, 1029)),
          "block 4", ack(1130, 12350).with("00"),
          "bare ACK", ack(101, 12347),
          "malformed", packet(100, 12346, 14));

  static List<EventTable.Row> senderRows() {
    return EventTable.read("sender.txt").rows();
  }

  static List<EventTable.Row> receiverRows() {
    return EventTable.read("receiver.txt").rows();
  }

  @ParameterizedTest
  @MethodSource("senderRows")
  void senderReactsAsTheTableSays(EventTable.Row row) {
    bringSenderTo(PageSender.State.valueOf(row.state()));
    react(sender, SENDER_EVENTS, row);
    sender.expectState(PageSender.State.valueOf(row.nextState()));
  }

  @ParameterizedTest
  @MethodSource("receiverRows")
  void receiverReactsAsTheTableSays(EventTable.Row row) {
    bringReceiverTo(PageReceiver.State.valueOf(row.state()));
    react(receiver, RECEIVER_EVENTS, row);
    receiver.expectState(PageReceiver.State.valueOf(row.nextState()));
  }

  @Test
  void senderTableHasEveryStateAndEvent() {
    assertEquals(
        pairs(PageSender.State.values(), SENDER_EVENTS), EventTable.read("sender.txt").pairs());
  }

  @Test
  void receiverTableHasEveryStateAndEvent() {
    assertEquals(
        pairs(PageReceiver.State.values(), RECEIVER_EVENTS),
        EventTable.read("receiver.txt").pairs());
  }

  private static void react(
      Scenario<?> scenario, Map<String, TestPacket> events, EventTable.Row row) {
    if (row.event().equals(TIMEOUT)) {
      scenario.passToDeadline();
    } else {
      TestPacket event = Objects.requireNonNull(events.get(row.event()), row.event());
      scenario.receives(event, Disposition.valueOf(row.judgement()));
    }
    assertEquals(row.sends(), scenario.takeSentAsLogged());
  }

  private void bringSenderTo(PageSender.State state) {
    sender.serves(1029).expectSent(sender.synAck());
    if (state == PageSender.State.SYN_RECEIVED) {
      return;
    }
    sender.receives(sender.thirdPacket()).expectSent(sender.block(0));
    sender.receives(sender.answerTo(0)).expectSent(sender.block(1));
    if (state == PageSender.State.ESTABLISHED) {
      return;
    }
    sender.receives(sender.answerTo(1)).expectSent(sender.block(2));
    if (state == PageSender.State.FIN_WAIT) {
      return;
    }
    sender.receives(sender.answerTo(2));
    if (state == PageSender.State.CLOSED) {
      sender.expectSilenceUntil(ofSeconds(3));
    }
    sender.expectState(state);
  }

  private void bringReceiverTo(PageReceiver.State state) {
    receiver.connects().expectSent(receiver.syn());
    if (state == PageReceiver.State.SYN_SENT) {
      return;
    }
    receiver.receives(receiver.synAck()).expectSent(receiver.thirdPacket());
    if (state == PageReceiver.State.ESTABLISHED_WAIT) {
      return;
    }
    receiver.receives(receiver.block(0)).receives(receiver.block(1));
    receiver.expectSent(ack(12347, 613), ack(12348, 1125));
    if (state == PageReceiver.State.ESTABLISHED) {
      return;
    }
    receiver.receives(receiver.lastBlock(2, 5)).expectSent(packet(12349, 1130, 5));
    if (state == PageReceiver.State.CLOSED) {
      receiver.expectSilenceUntil(ofSeconds(1));
    }
    receiver.expectState(state);
  }

  private static Set<String> pairs(Enum<?>[] states, Map<String, TestPacket> packets) {
    Set<String> pairs = new HashSet<>();
    for (Enum<?> state : states) {
      packets.keySet().forEach(event -> pairs.add(state.name() + " | " + event));
      pairs.add(state.name() + " | " + TIMEOUT);
    }
    return pairs;
  }
}
