package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.anonproxy.netty.AddressedPacket;
import org.anonproxy.netty.PacketCodec;
import org.anonproxy.wire.Packet;
import org.anonproxy.wire.PacketHeader;

/** Takes the fuzzer's bytes for one datagram: it is a packet and comes back the same, or is not. */
public final class HeaderFuzzer {
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7001);
  private static final int LEADING_BYTES = 3;

  private HeaderFuzzer() {}

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    readsInPlace(allocator, bytes);
    passesAPipeline(allocator, bytes);
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct bytes not released");
    assertEquals(0, allocator.metric().usedHeapMemory(), "heap bytes not released");
  }

  private static void readsInPlace(UnpooledByteBufAllocator allocator, byte[] bytes) {
    ByteBuf datagram = allocator.directBuffer().writeZero(LEADING_BYTES).writeBytes(bytes);
    datagram.skipBytes(LEADING_BYTES);
    boolean wellFormed = PacketHeader.isWellFormed(datagram);
    assertEquals(Datagrams.areWellFormed(bytes), wellFormed);
    if (wellFormed) {
      assertEquals(Datagrams.sequenceNumber(bytes), PacketHeader.sequenceNumber(datagram));
      assertEquals(
          Datagrams.acknowledgmentNumber(bytes), PacketHeader.acknowledgmentNumber(datagram));
      assertEquals(Datagrams.flags(bytes), PacketHeader.flags(datagram));
      assertEquals(bytes.length - Datagrams.HEADER_BYTES, PacketHeader.payloadLength(datagram));
      Packet packet = Packet.decode(datagram);
      ByteBuf encoded = allocator.directBuffer();
      packet.encode(encoded);
      assertArrayEquals(bytes, ByteBufUtil.getBytes(encoded));
      Packet again = Packet.decode(encoded);
      assertEquals(packet, again);
      assertEquals(packet.hashCode(), again.hashCode());
      assertEquals(packet.toString(), again.toString());
      again.release();
      encoded.release();
      packet.release();
    } else {
      assertThrows(IllegalArgumentException.class, () -> Packet.decode(datagram));
    }
    assertEquals(LEADING_BYTES, datagram.readerIndex(), "left alone");
    assertEquals(LEADING_BYTES + bytes.length, datagram.writerIndex(), "left alone");
    assertTrue(datagram.release(), "the last reference");
  }

  private static void passesAPipeline(UnpooledByteBufAllocator allocator, byte[] bytes) {
    PacketCodec codec = new PacketCodec();
    EmbeddedChannel channel = new EmbeddedChannel(codec);
    channel.config().setAllocator(allocator);
    ByteBuf datagram = allocator.directBuffer().writeBytes(bytes);
    boolean decoded = channel.writeInbound(new DatagramPacket(datagram, HERE, PEER));
    assertEquals(Datagrams.areWellFormed(bytes), decoded);
    assertEquals(decoded ? 0 : 1, codec.malformedDatagrams());
    if (decoded) {
      AddressedPacket packet = channel.readInbound();
      assertEquals(PEER, packet.sender());
      assertTrue(channel.writeOutbound(packet));
      DatagramPacket sent = channel.readOutbound();
      assertArrayEquals(bytes, ByteBufUtil.getBytes(sent.content()));
      sent.release();
    }
    assertFalse(channel.finishAndReleaseAll(), "no message is left");
  }
}
