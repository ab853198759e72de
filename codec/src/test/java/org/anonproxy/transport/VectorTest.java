package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.anonproxy.wire.Sequence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every vector against both engines, each in its role, to the last bit. */
final class VectorTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final List<CloseReason> closed = new ArrayList<>();
  private final StringBuilder receivedHex = new StringBuilder();

  static List<Integer> pageSizes() {
    return Vector.PAGE_SIZES;
  }

  @AfterEach
  void releasesEveryBuffer() {
    TestBuffers.assertEmpty(allocator);
  }

  @ParameterizedTest
  @MethodSource("pageSizes")
  void senderIsTheServerOfTheVector(int pageBytes) {
    List<Vector.Datagram> vector = Vector.read(Vector.ofPage(pageBytes)).datagrams();
    ByteBuf page = TestPage.of(allocator, pageBytes);
    PageSender sender = PageSender.afterSyn(0, RetransmissionPolicy.STANDARD, page, 100, 12345, 12);
    play(sender, 'S', vector.subList(1, vector.size()));
    assertEquals(List.of(CloseReason.COMPLETED), closed);
  }

  @ParameterizedTest
  @MethodSource("pageSizes")
  void receiverIsTheClientOfTheVector(int pageBytes) {
    PageReceiver receiver =
        new PageReceiver(0, RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, 12345);
    play(receiver, 'C', Vector.read(Vector.ofPage(pageBytes)).datagrams());
    assertEquals(List.of(CloseReason.COMPLETED), closed);
    assertEquals(TestPage.hex(0, pageBytes), receivedHex.toString());
  }

  @ParameterizedTest
  @MethodSource("pageSizes")
  void logLinesAreThoseOfTheDatagrams(int pageBytes) {
    for (Vector.Datagram expected : Vector.read(Vector.ofPage(pageBytes)).datagrams()) {
      ByteBuf datagram = expected.bytes(allocator);
      assertTrue(PacketHeader.isWellFormed(datagram));
      StringBuilder line = new StringBuilder("SEND ");
      line.append(Sequence.toUnsigned(PacketHeader.sequenceNumber(datagram))).append(' ');
      line.append(Sequence.toUnsigned(PacketHeader.acknowledgmentNumber(datagram)));
      Flags.appendLabels(line, PacketHeader.flags(datagram));
      assertEquals(expected.logLine(), line.toString());
      datagram.release();
    }
  }

  @Test
  void malformedDatagramsAreNoPackets() {
    List<Vector.Datagram> vector = Vector.read("malformed").datagrams();
    assertEquals(15, vector.size());
    PageReceiver receiver =
        new PageReceiver(0, RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, 12345);
    PageSender sender =
        PageSender.afterSyn(
            0, RetransmissionPolicy.STANDARD, TestPage.of(allocator, 5), 100, 12345, 12);
    takeSent(receiver);
    takeSent(sender);
    for (Vector.Datagram malformed : vector) {
      ByteBuf datagram = malformed.bytes(allocator);
      assertEquals(Disposition.MALFORMED, receiver.receive(0, datagram), malformed::hex);
      assertEquals(Disposition.MALFORMED, sender.receive(0, datagram), malformed::hex);
      assertNull(takeSent(receiver));
      assertNull(takeSent(sender));
      datagram.release();
    }
    sender.abort(CloseReason.SHUTDOWN);
  }

  private void play(Connection engine, char role, List<Vector.Datagram> vector) {
    for (Vector.Datagram expected : vector) {
      if (expected.sender() == role) {
        assertEquals(expected.hex(), takeSent(engine), expected::logLine);
      } else {
        ByteBuf datagram = expected.bytes(allocator);
        assertEquals(Disposition.ACCEPTED, engine.receive(0, datagram), expected::logLine);
        datagram.release();
      }
      takeEvents(engine);
    }
    assertNull(takeSent(engine), "nothing follows");
  }

  private void takeEvents(Connection engine) {
    for (TransportEvent event = engine.pollEvent(); event != null; event = engine.pollEvent()) {
      if (event instanceof TransportEvent.Data data) {
        receivedHex.append(TestBuffers.takeHex(data.bytes()));
      } else if (event instanceof TransportEvent.Closed end) {
        closed.add(end.reason());
      }
    }
  }

  private @Nullable String takeSent(Connection engine) {
    ByteBuf datagram = engine.pollDatagram(0, allocator);
    return datagram == null ? null : TestBuffers.takeHex(datagram);
  }
}
