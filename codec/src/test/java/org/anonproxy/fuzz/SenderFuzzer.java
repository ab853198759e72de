package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.ProgressLimits;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.WatchedSender;
import org.anonproxy.wire.Flags;

/**
 * Lets the fuzzer be the peer and the clock of a page sender: whatever comes, one block at most is
 * outstanding, every block is cut from the page where it says, and an unproven peer is never sent
 * more than three times what it sent.
 */
public final class SenderFuzzer {
  private static final int SYN_BYTES = 12;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final FuzzInput input;
  private final int iss;
  private final int irs;
  private final byte[] page;
  private final RetransmissionPolicy policy;
  private final PageSender sender;
  private final CheckedEngine engine;
  private int lastAcknowledgment;
  private int acknowledgedBefore;
  private int receivedBytes = SYN_BYTES;
  private int sentBytes;

  private SenderFuzzer(byte[] bytes) {
    input = new FuzzInput(bytes);
    long startNanos = FuzzedSettings.clock(input);
    iss = FuzzedSettings.sequenceNumber(input);
    irs = FuzzedSettings.sequenceNumber(input);
    page = FuzzedSettings.page(input);
    policy = FuzzedSettings.policy(input);
    ByteBuf taken = allocator.directBuffer(Math.max(1, page.length)).writeBytes(page);
    int kind = input.below(4);
    sender =
        (kind & 1) == 0
            ? PageSender.afterSyn(startNanos, policy, taken, iss, irs, SYN_BYTES)
            : PageSender.afterThirdPacket(startNanos, policy, taken, iss, irs);
    Connection connection =
        (kind & 2) == 0 ? sender : new WatchedSender(startNanos, sender, ProgressLimits.STANDARD);
    lastAcknowledgment = irs + 1;
    engine = new CheckedEngine(connection, allocator, startNanos, 1);
  }

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    new SenderFuzzer(bytes).play();
  }

  private void play() {
    settle();
    while (input.hasMore()) {
      step();
    }
    settle();
    // Every repetition of one packet, giving up, the tombstone, and WatchedSender's minutes.
    engine.fallSilent(2 * policy.maxRetransmissions() + 8);
    engine.takeSent().forEach(this::check);
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct bytes not released");
  }

  private void step() {
    int choice = input.below(16);
    switch (choice) {
      case 0 -> deliver(input.take(input.below(32)));
      case 1 -> engine.passTo(engine.nowNanos() + FuzzedSettings.delayNanos(input));
      case 2 -> engine.passToDeadline(input.below(3) - 1);
      case 3 -> engine.timeout();
      case 4 -> abort();
      case 5 -> deliver(irs, input.word(), Flags.SYN);
      case 6 -> deliver(input.word(), input.word(), input.below(8));
      default -> deliverNearby();
    }
    // Several datagrams may come in before the driver drains.
    if (choice < 8 || input.flip()) {
      settle();
    }
  }

  private void abort() {
    if (input.octet() == 0) {
      engine.abort(FuzzedSettings.reason(input));
    }
  }

  /** Delivers the regular answer to what was sent last, made a little wrong by the next bytes. */
  private void deliverNearby() {
    int sequenceNumber = lastAcknowledgment + input.octet();
    int outstanding = Math.min(BaseMode.BLOCK_BYTES, page.length - sender.acknowledgedBytes());
    int base = engine.isEstablished() ? sndUna() + outstanding : iss + 1;
    int coarse = input.below(8) == 1 ? -BaseMode.BLOCK_BYTES : 0;
    int flags = input.below(4) == 1 ? Flags.FIN_ACK : Flags.ACK;
    deliver(sequenceNumber, base + coarse + input.octet(), flags);
  }

  private void deliver(int sequenceNumber, int acknowledgmentNumber, int flags) {
    byte[] payload = FuzzedSettings.bytes(input.below(8) == 1 ? input.below(256) : 0, 0);
    deliver(Datagrams.of(sequenceNumber, acknowledgmentNumber, flags, payload));
  }

  private void deliver(byte[] datagram) {
    receivedBytes += datagram.length;
    boolean serving = engine.isEstablished();
    int outstanding = Math.min(BaseMode.BLOCK_BYTES, page.length - sender.acknowledgedBytes());
    int before = sndUna();
    if (engine.receive(datagram) == Disposition.ACCEPTED && serving) {
      int acknowledged = Datagrams.acknowledgmentNumber(datagram);
      int excess = acknowledged - (before + outstanding);
      assertTrue(
          sndUna() == acknowledged
              || (sndUna() == before + outstanding && excess >= -16 && excess <= 16),
          () -> "took " + acknowledged + " for an answer to " + before + " and " + outstanding);
    }
  }

  private int sndUna() {
    return iss + 1 + sender.acknowledgedBytes();
  }

  private void settle() {
    engine.drain();
    assertTrue(sender.acknowledgedBytes() >= acknowledgedBefore, "progress is never undone");
    assertTrue(sender.acknowledgedBytes() <= page.length, "no more than there is");
    acknowledgedBefore = sender.acknowledgedBytes();
    assertEquals(engine.closeReason() != null, sender.isOver());
    engine.takeSent().forEach(this::check);
  }

  private void check(byte[] datagram) {
    sentBytes += datagram.length;
    if (!engine.isEstablished()) {
      assertArrayEquals(Datagrams.bare(iss, irs + 1, Flags.SYN_ACK), datagram);
      assertTrue(sentBytes <= 3 * receivedBytes, sentBytes + " bytes for " + receivedBytes);
      return;
    }
    int start = sender.acknowledgedBytes();
    int end = Math.min(start + BaseMode.BLOCK_BYTES, page.length);
    int acknowledgment = Datagrams.acknowledgmentNumber(datagram);
    assertTrue(acknowledgment - lastAcknowledgment >= 0, "the numbering runs on");
    lastAcknowledgment = acknowledgment;
    int flags = end == page.length ? Flags.FIN : Flags.ACK;
    assertArrayEquals(
        Datagrams.of(sndUna(), acknowledgment, flags, Arrays.copyOfRange(page, start, end)),
        datagram);
  }
}
