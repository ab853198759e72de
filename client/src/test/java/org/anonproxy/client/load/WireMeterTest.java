package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.SplittableRandom;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WireMeterTest {
  private static final int BLOCK_BYTES = 512;
  private static final int HEADER_BYTES = 12;

  private final LoadTally tally = new LoadTally();
  private boolean measuring = true;
  private final WireMeter meter = new WireMeter(() -> tally, () -> measuring, true);
  private EmbeddedChannel channel = new EmbeddedChannel();

  private void link(double loss, double duplicate, double corrupt) {
    Impairment impairment =
        new Impairment(loss, duplicate, 0, corrupt, Duration.ZERO, Duration.ZERO);
    channel =
        new EmbeddedChannel(
            meter,
            new ImpairmentHandler(
                impairment, new SplittableRandom(5), new ImpairmentCounters(), meter));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static ByteBuf packet(int number, int payloadBytes) {
    return Unpooled.buffer()
        .writeInt(number)
        .writeInt(7)
        .writeInt(Flags.ACK)
        .writeZero(payloadBytes);
  }

  /** Sends a block to the client, and tells whether it got there. */
  private boolean arrives(int number) {
    channel.writeInbound(packet(number, BLOCK_BYTES));
    Object message = channel.readInbound();
    ReferenceCountUtil.release(message);
    return message != null;
  }

  private void assertBillAddsUp(long pageBytes) {
    assertEquals(
        tally.wireBytes(),
        pageBytes
            + tally.headerBytes()
            + tally.retransmittedBytes()
            + tally.discardedBytes()
            + tally.lostInboundBytes());
  }

  @Test
  void countsARepetitionWhoseOriginalTheLinkLost() {
    link(0.4, 0, 0);
    int datagrams = 0;
    int blocks = 500;
    for (int block = 0; block < blocks; block++) {
      boolean arrived;
      do {
        datagrams++;
        arrived = arrives(block);
      } while (!arrived);
      meter.accepted(BLOCK_BYTES);
    }
    assertTrue(datagrams > 700, "the link lost enough: " + datagrams);
    assertEquals(datagrams, tally.receivedDatagrams());
    assertEquals(datagrams - blocks, tally.retransmittedDatagrams());
    assertEquals(0, tally.lostInboundBytes(), "every block got through in the end");
    assertEquals((long) blocks * HEADER_BYTES, tally.headerBytes());
    assertBillAddsUp((long) blocks * BLOCK_BYTES);
  }

  @Test
  void namesWhatNeverGotThrough() {
    link(1, 0, 0);
    assertFalse(arrives(1));
    assertFalse(arrives(1));
    assertEquals(HEADER_BYTES + BLOCK_BYTES, tally.lostInboundBytes());
    assertEquals(1, tally.retransmittedDatagrams());
    assertBillAddsUp(0);
  }

  @Test
  void countsTheLastBlockAgainAfterTheTransferIsOver() {
    link(0, 0, 0);
    assertTrue(arrives(1));
    meter.accepted(BLOCK_BYTES);
    assertTrue(arrives(1));
    meter.discarded();
    assertEquals(1, tally.retransmittedDatagrams());
    assertEquals(0, tally.discardedDatagrams());
    assertBillAddsUp(BLOCK_BYTES);
  }

  @Test
  void countsAStrangersPacketAsDiscarded() {
    link(0, 0, 0);
    assertTrue(arrives(1));
    meter.discarded();
    assertEquals(HEADER_BYTES + BLOCK_BYTES, tally.discardedBytes());
    assertBillAddsUp(0);
  }

  @Test
  void takesBackWhatItDiscardedDamagedOnceACopyIsAccepted() {
    link(0, 0, 1);
    assertTrue(arrives(1));
    meter.discarded();
    assertTrue(arrives(1));
    meter.accepted(BLOCK_BYTES);
    assertEquals(0, tally.discardedDatagrams());
    assertEquals(1, tally.retransmittedDatagrams());
    assertBillAddsUp(BLOCK_BYTES);
  }

  @Test
  void countsWhatLeavesTheSocketAndNotWhatTheLinkLosesBeforeIt() {
    link(0.3, 0.3, 0);
    int packets = 300;
    int left = 0;
    for (int number = 0; number < packets; number++) {
      channel.writeOutbound(packet(number, 0));
      int copies = 0;
      for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        ReferenceCountUtil.release(out);
        copies++;
      }
      left += copies > 0 ? 1 : 0;
    }
    assertTrue(left < packets && tally.sentDatagrams() > left, "lost and repeated");
    assertEquals(tally.sentDatagrams() - left, tally.retransmittedDatagrams());
    assertEquals((long) left * HEADER_BYTES, tally.headerBytes());
    assertBillAddsUp(0);
  }

  @Test
  void knowsAPacketThatTheLinkDeliversAfterManyOthers() {
    link(0, 0, 0);
    assertTrue(arrives(1));
    Sightings.Sighting underWay = meter.arriving();
    for (int number = 2; number < 10; number++) {
      assertTrue(arrives(number));
      meter.accepted(BLOCK_BYTES);
    }
    meter.deliver(underWay);
    assertTrue(meter.countsArriving(), "it has not been accepted, though the others were");
    meter.accepted(BLOCK_BYTES);
    assertEquals(0, tally.lostInboundBytes());
    assertBillAddsUp(9 * BLOCK_BYTES);
  }

  @Test
  void leavesOutOfTheBillWhatCrossedTheWireDuringTheWarmUp() {
    link(0, 0, 0);
    measuring = false;
    assertTrue(arrives(1));
    LoadTally warmUp = new LoadTally();
    warmUp.add(tally);
    measuring = true;
    assertFalse(meter.countsArriving());
    meter.accepted(BLOCK_BYTES);
    assertEquals(warmUp.lostInboundBytes(), tally.lostInboundBytes());
    assertEquals(0, tally.headerBytes());
  }
}
