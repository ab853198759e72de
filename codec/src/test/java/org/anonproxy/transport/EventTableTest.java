package org.anonproxy.transport;

import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.finAck;
import static org.anonproxy.transport.TestPacket.packet;
import static org.anonproxy.transport.TestPacket.syn;
import static org.anonproxy.transport.TestPacket.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares what both ends make of every event in every state with the checked-in tables. A failure
 * shows the whole table as it is now; what is meant to change is changed in the file.
 */
final class EventTableTest {
  private static final int PAGE_BYTES = 1029;

  private static <S extends Scenario<S>> Function<S, String> packetOf(TestPacket packet) {
    return scenario -> scenario.judges(packet).name();
  }

  /** Adds what happens to either end without a packet. */
  private static <S extends Scenario<S>> void addOtherEvents(Map<String, Function<S, String>> to) {
    to.put("reserved bit", packetOf(packet(12349, 1130, 12)));
    to.put("SYN-FIN", packetOf(packet(12349, 1130, 3)));
    to.put(
        "timeout",
        scenario -> {
          scenario.passToDeadline();
          return "-";
        });
    to.put(
        "abort",
        scenario -> {
          scenario.abort(CloseReason.CANCELLED);
          return "-";
        });
  }

  private static EventTable<SenderScenario> senderTable(int retries) {
    Map<String, Function<SenderScenario, SenderScenario>> states = new LinkedHashMap<>();
    states.put("SYN_RECEIVED", scenario -> scenario.serves(PAGE_BYTES));
    states.put(
        "ESTABLISHED",
        scenario ->
            scenario.serves(PAGE_BYTES).receives(ack(12346, 101)).receives(ack(12347, 613)));
    states.put(
        "FIN_WAIT",
        scenario -> states.get("ESTABLISHED").apply(scenario).receives(ack(12348, 1125)));
    states.put("FIN_WAIT, empty", scenario -> scenario.serves(0).receives(ack(12346, 101)));
    states.put(
        "TOMBSTONE",
        scenario -> states.get("FIN_WAIT").apply(scenario).receives(finAck(12349, 1130)));
    states.put("CLOSED", scenario -> states.get("TOMBSTONE").apply(scenario).passMillis(3000));
    return new EventTable<>(
        () -> new SenderScenario().withRetries(retries),
        states,
        senderEvents(),
        scenario -> scenario.sender().state());
  }

  private static Map<String, Function<SenderScenario, String>> senderEvents() {
    Map<String, Function<SenderScenario, String>> events = new LinkedHashMap<>();
    events.put("SYN same ISN", packetOf(syn(12345)));
    events.put("SYN other ISN", packetOf(syn(54321)));
    events.put("SYN-ACK", packetOf(synAck(12345, 101)));
    events.put("FIN alone", packetOf(packet(12349, 1130, 1)));
    events.put("third packet", packetOf(ack(12346, 101)));
    events.put("third, swapped", packetOf(ack(101, 12346)));
    events.put("FIN-ACK of nothing", packetOf(finAck(12347, 101)));
    events.put("ACK of block 1", packetOf(ack(12347, 613)));
    events.put("ACK of block 2", packetOf(ack(12348, 1125)));
    events.put("the same, any seq", packetOf(ack(4711, 1125)));
    events.put("the same, payload", packetOf(ack(12348, 1125).with("00ff")));
    events.put("FIN-ACK of block 2", packetOf(finAck(12348, 1125)));
    events.put("16 more", packetOf(ack(12348, 1141)));
    events.put("16 less", packetOf(ack(12348, 1109)));
    events.put("16 more, any seq", packetOf(ack(4711, 1141)));
    events.put("17 more", packetOf(ack(12348, 1142)));
    events.put("2^31 more", packetOf(ack(12348, 1125 + (1L << 31))));
    events.put("part of block 2", packetOf(ack(12348, 1000)));
    events.put("part, any seq", packetOf(ack(4711, 1000)));
    events.put("ACK of block 3", packetOf(ack(12349, 1130)));
    events.put("FIN-ACK of block 3", packetOf(finAck(12349, 1130)));
    events.put("ACK of empty FIN", packetOf(ack(12347, 101)));
    events.put("ACK of nothing", packetOf(ack(4711, 4711)));
    addOtherEvents(events);
    return events;
  }

  private static EventTable<ReceiverScenario> receiverTable(int retries) {
    Map<String, Function<ReceiverScenario, ReceiverScenario>> states = new LinkedHashMap<>();
    states.put("SYN_SENT", ReceiverScenario::connects);
    states.put("ESTABLISHED_WAIT", scenario -> scenario.connects().receives(synAck(100, 12346)));
    states.put(
        "ESTABLISHED, 1 block",
        scenario -> states.get("ESTABLISHED_WAIT").apply(scenario).receives(scenario.block(0)));
    states.put(
        "ESTABLISHED",
        scenario -> states.get("ESTABLISHED, 1 block").apply(scenario).receives(scenario.block(1)));
    states.put(
        "LINGER",
        scenario -> states.get("ESTABLISHED").apply(scenario).receives(scenario.lastBlock(2, 5)));
    states.put("CLOSED", scenario -> states.get("LINGER").apply(scenario).passMillis(1000));
    return new EventTable<>(
        () -> new ReceiverScenario().withLinger(Linger.of(ofSeconds(1))).withRetries(retries),
        states,
        receiverEvents(),
        scenario -> scenario.receiver().state());
  }

  private static Map<String, Function<ReceiverScenario, String>> receiverEvents() {
    TestPacket second = ack(613, 12348).with(TestPage.hex(512, 1024));
    TestPacket third = packet(1125, 12349, 1).with(TestPage.hex(1024, 1029));
    Map<String, Function<ReceiverScenario, String>> events = new LinkedHashMap<>();
    events.put("SYN", packetOf(syn(100)));
    events.put("SYN-ACK", packetOf(synAck(100, 12346)));
    events.put("SYN-ACK wrong ack", packetOf(synAck(100, 12345)));
    events.put("SYN-ACK other ISS", packetOf(synAck(999, 12346)));
    events.put("block 1", packetOf(ack(101, 12347).with(TestPage.hex(0, 512))));
    events.put("block 1 at 102", packetOf(ack(102, 12347).with(TestPage.hex(0, 512))));
    events.put("block 2", packetOf(second));
    events.put("block 2 at 614", packetOf(second.withSequenceNumber(614)));
    events.put("block 2, FIN", packetOf(second.with(1)));
    events.put("block 3, FIN", packetOf(third));
    events.put("block 3, FIN-ACK", packetOf(third.with(5)));
    events.put("block 3, no FIN", packetOf(third.with(4)));
    events.put("empty FIN at 1125", packetOf(packet(1125, 12349, 1)));
    events.put("empty FIN at 101", packetOf(packet(101, 12347, 1)));
    events.put("block 4", packetOf(ack(1130, 12350).with("00")));
    events.put("block too long", packetOf(ack(1125, 12349).with(TestPage.hex(0, 513))));
    events.put("bare ACK", packetOf(ack(101, 12347)));
    addOtherEvents(events);
    return events;
  }

  @Test
  void senderReactsAsTheTableSays() {
    assertEquals(EventTable.read("sender.txt"), withLastTimeouts(senderTable(3), senderTable(0)));
  }

  @Test
  void receiverReactsAsTheTableSays() {
    assertEquals(
        EventTable.read("receiver.txt"), withLastTimeouts(receiverTable(3), receiverTable(0)));
  }

  /** Adds what the timeout does when no repetition is left: where none is allowed at all. */
  private static String withLastTimeouts(EventTable<?> table, EventTable<?> withoutRetries) {
    List<String> lines = table.lines();
    withoutRetries.lines().stream()
        .filter(line -> line.contains(" | timeout | "))
        .map(line -> line.replace(" | timeout | ", " | last timeout | "))
        .forEach(lines::add);
    return String.join("\n", lines);
  }

  @Test
  void tablesHaveEveryState() {
    assertEquals(names(PageSender.State.values()), states(senderTable(3)));
    assertEquals(names(PageReceiver.State.values()), states(receiverTable(3)));
  }

  private static Set<String> names(Enum<?>[] states) {
    return Arrays.stream(states).map(Enum::name).collect(Collectors.toSet());
  }

  private static Set<String> states(EventTable<?> table) {
    return table.states().keySet().stream()
        .map(name -> name.replaceAll(",.*", ""))
        .collect(Collectors.toSet());
  }
}
