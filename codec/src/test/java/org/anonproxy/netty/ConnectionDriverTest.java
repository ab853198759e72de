package org.anonproxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.transport.Disposition;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionDriverTest {
  private final List<String> logged = new ArrayList<>();
  private final DriverRig rig = new DriverRig(new ListLog(logged));

  /** Logs into a list. */
  private record ListLog(List<String> lines) implements PacketLog {
    @Override
    public void received(int sequenceNumber, int acknowledgmentNumber, int flags) {
      lines.add("RECV " + sequenceNumber + " " + acknowledgmentNumber + " " + flags);
    }

    @Override
    public void sent(int sequenceNumber, int acknowledgmentNumber, int flags) {
      lines.add("SEND " + sequenceNumber + " " + acknowledgmentNumber + " " + flags);
    }
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void flushesOncePerBatch() {
    DriverRig.Receiver one = rig.connect(1000);
    DriverRig.Receiver two = rig.connect(2000);
    assertEquals(List.of("1000 0 SYN", "2000 0 SYN"), rig.sent());
    int before = rig.flushes.count;
    rig.deliver(one, 100, 1001, Flags.SYN_ACK, 0);
    rig.deliver(two, 200, 2001, Flags.SYN_ACK, 0);
    assertEquals(List.of(), rig.sent(), "nothing leaves before the batch is complete");
    rig.driver.readComplete();
    assertEquals(before + 1, rig.flushes.count);
    assertEquals(List.of("1001 101 ACK", "2001 201 ACK"), rig.sent());
  }

  @Test
  void flushesOnceForAllThatIsDueTogether() {
    for (int i = 0; i < 10; i++) {
      rig.connect(i);
    }
    rig.sent();
    int before = rig.flushes.count;
    rig.pass(1000);
    assertEquals(before + 1, rig.flushes.count);
    assertEquals(10, rig.sent().size());
  }

  @Test
  void passesEventsOnInOrderAndTellsTheEnd() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    rig.deliver(receiver, 101, 1002, Flags.ACK, 512);
    assertFalse(receiver.over);
    rig.deliver(receiver, 613, 1003, Flags.FIN, 5);
    rig.driver.readComplete();
    assertEquals(List.of("Established", "Data", "Data", "Finished", "Closed"), receiver.events);
    assertTrue(receiver.over);
    assertFalse(receiver.isQueued());
    assertEquals("1003 618 ACK FIN", rig.sent().get(3), "the last answer leaves all the same");
  }

  @Test
  void logsEveryPacketInOrderAndNothingElse() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    rig.driver.arrived(malformed());
    rig.pass(500);
    assertEquals(
        List.of("SEND 1000 0 2", "RECV 100 1001 6", "SEND 1001 101 4", "SEND 1001 101 4"), logged);
  }

  @Test
  void countsWhatIsSentAgainApart() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    DatagramCounters counters = rig.driver.counters();
    assertEquals(2, counters.sentDatagrams());
    assertEquals(0, counters.retransmittedDatagrams());
    rig.pass(500);
    assertEquals(3, counters.sentDatagrams());
    assertEquals(1, counters.retransmittedDatagrams());
    assertEquals(12, counters.retransmittedBytes());
  }

  @Test
  void countsWhatCameWhatWentAndWhatBecameOfIt() {
    DriverRig.Receiver receiver = rig.connect(1000);
    rig.deliver(receiver, 100, 4711, Flags.SYN_ACK, 0);
    rig.deliver(receiver, 100, 1001, Flags.SYN_ACK, 0);
    rig.deliver(receiver, 101, 1002, Flags.ACK, 512);
    assertFalse(rig.driver.arrived(malformed()));
    DatagramCounters counters = rig.driver.counters();
    assertEquals(4, counters.receivedDatagrams());
    assertEquals(12 + 12 + 524 + 11, counters.receivedBytes());
    assertEquals(3, counters.sentDatagrams());
    assertEquals(36, counters.sentBytes());
    assertEquals(1, counters.of(Disposition.MALFORMED));
    assertEquals(1, counters.of(Disposition.STALE));
    assertEquals(2, counters.of(Disposition.ACCEPTED));
    assertEquals(0, counters.of(Disposition.DUPLICATE));
  }

  private static ByteBuf malformed() {
    return Unpooled.wrappedBuffer(new byte[11]);
  }
}
