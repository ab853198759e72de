package org.anonproxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PacketCodecTest {
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7001);

  private final PacketCodec codec = new PacketCodec();
  private final EmbeddedChannel channel = new EmbeddedChannel(codec);

  @AfterEach
  void leavesNothingBehind() {
    assertFalse(channel.finishAndReleaseAll(), "no message is left");
  }

  @Test
  void decodesDatagramIntoPacketWithItsAddresses() {
    assertTrue(channel.writeInbound(datagram("0000006500003041000000010001020304")));
    AddressedPacket received = channel.readInbound();
    assertEquals(PEER, received.sender());
    assertEquals(HERE, received.recipient());
    assertEquals(101, received.content().sequenceNumber());
    assertEquals(12353, received.content().acknowledgmentNumber());
    assertEquals(Flags.FIN, received.content().flags());
    assertEquals("0001020304", ByteBufUtil.hexDump(received.content().content()));
    assertTrue(received.release(), "the packet held the last reference");
  }

  @Test
  void countsAndDropsMalformedDatagrams() {
    assertFalse(channel.writeInbound(datagram("")));
    assertFalse(channel.writeInbound(datagram("0000006500003041000000")));
    assertFalse(channel.writeInbound(datagram("000000650000304100000000")));
    assertFalse(channel.writeInbound(datagram("00000065000030410000000c")));
    assertFalse(channel.writeInbound(datagram("000000650000304180000004")));
    assertFalse(channel.writeInbound(datagram("000000650000304100000003")));
    assertEquals(5 + 1, codec.malformedDatagrams());
  }

  @Test
  void encodesPacketIntoOneDatagram() {
    Packet packet = new Packet(-1, 0x80000000, Flags.ACK, Unpooled.copiedBuffer(new byte[] {7}));
    assertTrue(channel.writeOutbound(new AddressedPacket(packet, PEER)));
    DatagramPacket sent = channel.readOutbound();
    assertEquals(PEER, sent.recipient());
    assertNull(sent.sender());
    assertEquals("ffffffff800000000000000407", ByteBufUtil.hexDump(sent.content()));
    assertEquals(0, packet.refCnt(), "the codec released what it encoded");
    sent.release();
  }

  @Test
  void passesOtherMessagesThrough() {
    assertTrue(channel.writeInbound("inbound"));
    assertEquals("inbound", channel.readInbound());
    assertTrue(channel.writeOutbound("outbound"));
    assertEquals("outbound", channel.readOutbound());
  }

  @Test
  void servesManyChannelsAndCountsForAll() {
    EmbeddedChannel other = new EmbeddedChannel(codec);
    other.writeInbound(datagram("00"));
    channel.writeInbound(datagram("00"));
    assertEquals(2, codec.malformedDatagrams());
    assertTrue(other.writeInbound(datagram("000030390000000000000002")));
    AddressedPacket received = other.readInbound();
    assertNotNull(received);
    received.release();
    assertFalse(other.finishAndReleaseAll());
  }

  private static DatagramPacket datagram(String hex) {
    ByteBuf content = Unpooled.directBuffer().writeBytes(ByteBufUtil.decodeHexDump(hex));
    return new DatagramPacket(content, HERE, PEER);
  }
}
