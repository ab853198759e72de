package org.anonproxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class PacketTest {
  @Test
  void decodesWhatItEncodes() {
    Packet packet = packet(-1, Integer.MIN_VALUE, Flags.ACK, 1, 2, 3);
    ByteBuf datagram = Unpooled.buffer();
    packet.encode(datagram);
    assertEquals("ffffffff8000000000000004010203", ByteBufUtil.hexDump(datagram));
    assertEquals(3, packet.content().readableBytes(), "the payload is left alone");
    Packet decoded = Packet.decode(datagram);
    assertEquals(packet, decoded);
    assertEquals(packet.hashCode(), decoded.hashCode());
    assertEquals(15, datagram.readableBytes(), "the datagram is left alone");
    packet.release();
    datagram.release();
    assertEquals(3, decoded.content().readableBytes(), "the packet holds its own reference");
    assertTrue(decoded.release());
  }

  @Test
  void refusesMalformedDatagram() {
    ByteBuf datagram = Unpooled.buffer().writeZero(12);
    assertThrows(IllegalArgumentException.class, () -> Packet.decode(datagram));
    assertEquals(1, datagram.refCnt());
    datagram.release();
  }

  @Test
  void refusesIllegalFlags() {
    assertThrows(IllegalArgumentException.class, () -> new Packet(1, 2, 3, Unpooled.EMPTY_BUFFER));
  }

  @Test
  void differsInEveryField() {
    Packet packet = packet(1, 2, Flags.ACK, 3);
    assertNotEquals(packet, packet(9, 2, Flags.ACK, 3));
    assertNotEquals(packet, packet(1, 9, Flags.ACK, 3));
    assertNotEquals(packet, packet(1, 2, Flags.FIN, 3));
    assertNotEquals(packet, packet(1, 2, Flags.ACK, 9));
    assertEquals(packet, packet(1, 2, Flags.ACK, 3));
  }

  @Test
  void keepsItsFieldsThroughCopies() {
    Packet packet = packet(1, 2, Flags.ACK, 3);
    Packet copy = (Packet) packet.copy();
    assertEquals(packet, copy);
    assertEquals(packet, packet.duplicate());
    copy.release();
    packet.release();
  }

  @Test
  void printsAsThePacketLogDoes() {
    Packet packet = packet(-1, 12346, Flags.SYN_ACK, 0xab);
    assertEquals("4294967295 12346 ACK SYN [ab]", packet.toString());
    packet.release();
    assertEquals("4294967295 12346 ACK SYN (released)", packet.toString());
  }

  private static Packet packet(int seq, int ack, int flags, int... payload) {
    ByteBuf bytes = Unpooled.buffer();
    for (int value : payload) {
      bytes.writeByte(value);
    }
    return new Packet(seq, ack, flags, bytes);
  }
}
