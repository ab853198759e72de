package org.anonproxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketHeaderTest {
  private static final int[] NUMBERS = {
    0, 1, 100, 12345, Integer.MAX_VALUE, Integer.MIN_VALUE, -2, -1
  };
  private static final int[] LEGAL_FLAGS = {1, 2, 4, 5, 6};

  @Test
  void readsBackWhatItWrote() {
    ByteBuf buffer = Unpooled.buffer();
    for (int sequenceNumber : NUMBERS) {
      for (int acknowledgmentNumber : NUMBERS) {
        for (int flags : LEGAL_FLAGS) {
          buffer.clear();
          PacketHeader.write(buffer, sequenceNumber, acknowledgmentNumber, flags);
          assertEquals(12, buffer.readableBytes());
          assertTrue(PacketHeader.isWellFormed(buffer));
          assertEquals(sequenceNumber, PacketHeader.sequenceNumber(buffer));
          assertEquals(acknowledgmentNumber, PacketHeader.acknowledgmentNumber(buffer));
          assertEquals(flags, PacketHeader.flags(buffer));
          assertEquals(0, PacketHeader.payloadLength(buffer));
        }
      }
    }
    buffer.release();
  }

  @Test
  void writesBigEndianWords() {
    ByteBuf buffer = Unpooled.buffer();
    PacketHeader.write(buffer, 0x01020304, 0xf5f6f7f8, Flags.FIN_ACK);
    assertEquals("01020304f5f6f7f800000005", ByteBufUtil.hexDump(buffer));
    buffer.release();
  }

  @Test
  void readsAtTheReaderIndexAndMovesNothing() {
    ByteBuf buffer = Unpooled.buffer().writeZero(7);
    PacketHeader.write(buffer, 11, 12, Flags.ACK);
    buffer.writeZero(3).readerIndex(7);
    assertTrue(PacketHeader.isWellFormed(buffer));
    assertEquals(11, PacketHeader.sequenceNumber(buffer));
    assertEquals(12, PacketHeader.acknowledgmentNumber(buffer));
    assertEquals(Flags.ACK, PacketHeader.flags(buffer));
    assertEquals(3, PacketHeader.payloadLength(buffer));
    assertEquals(7, buffer.readerIndex());
    buffer.release();
  }

  @Test
  void everyTruncationIsMalformed() {
    ByteBuf whole = Unpooled.buffer();
    PacketHeader.write(whole, 12345, 0, Flags.SYN);
    for (int length = 0; length < 12; length++) {
      assertFalse(PacketHeader.isWellFormed(whole.slice(0, length)), length + " bytes");
      assertFalse(PacketHeader.isWellFormed(whole.slice(12 - length, length)), length + " bytes");
    }
    whole.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, 8, 12, -1, Integer.MIN_VALUE, Integer.MIN_VALUE | 4})
  void refusesToWriteIllegalFlags(int flags) {
    ByteBuf buffer = Unpooled.buffer();
    assertThrows(IllegalArgumentException.class, () -> PacketHeader.write(buffer, 1, 2, flags));
    assertEquals(0, buffer.readableBytes(), "nothing half-written");
    buffer.release();
  }

  @Test
  void judgesRandomBytesByLengthAndThirdWordAlone() {
    Random random = new Random(7);
    int wellFormed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 11 && random.nextBoolean()) {
        bytes[8] = bytes[9] = bytes[10] = 0;
        bytes[11] &= 15;
      }
      boolean expected =
          bytes.length >= 12
              && bytes[8] == 0
              && bytes[9] == 0
              && bytes[10] == 0
              && (bytes[11] == 1
                  || bytes[11] == 2
                  || bytes[11] == 4
                  || bytes[11] == 5
                  || bytes[11] == 6);
      ByteBuf datagram = Unpooled.wrappedBuffer(bytes);
      assertEquals(expected, PacketHeader.isWellFormed(datagram), () -> hex(datagram));
      wellFormed += expected ? 1 : 0;
    }
    assertTrue(wellFormed > 1000, "enough of both");
  }

  private static String hex(ByteBuf datagram) {
    return ByteBufUtil.hexDump(datagram);
  }
}
