package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Plays the client of a {@link PageSender}. */
final class SenderScenario extends Scenario<SenderScenario> {
  private int pageBytes;
  private @Nullable PageSender sender;

  @Override
  SenderScenario self() {
    return this;
  }

  /** Begins with a bare SYN, which asks for a {@linkplain TestPage page} of so many bytes. */
  SenderScenario serves(int bytes) {
    return serves(bytes, 12);
  }

  /** Begins with a SYN in a datagram of {@code synBytes}. */
  SenderScenario serves(int bytes, int synBytes) {
    pageBytes = bytes;
    ByteBuf page = TestPage.of(allocator, bytes);
    PageSender begun =
        PageSender.afterSyn(nowNanos(), policy, page, (int) iss, (int) isn, synBytes);
    sender = begun;
    return begin(begun);
  }

  /** Begins with a third packet whose handshake left nothing behind. */
  SenderScenario servesWithoutHandshake(int bytes) {
    pageBytes = bytes;
    ByteBuf page = TestPage.of(allocator, bytes);
    PageSender begun = PageSender.afterThirdPacket(nowNanos(), policy, page, (int) iss, (int) isn);
    sender = begun;
    return begin(begun);
  }

  /** Begins and completes the handshake; the first block has been sent and expected. */
  SenderScenario establishes(int bytes) {
    return serves(bytes).expectSent(synAck()).receives(thirdPacket()).expectSent(block(0));
  }

  PageSender sender() {
    PageSender begun = sender;
    if (begun == null) {
      throw new IllegalStateException("the scenario has not begun");
    }
    return begun;
  }

  SenderScenario expectState(PageSender.State state) {
    assertEquals(state, sender().state());
    return this;
  }

  TestPacket synAck() {
    return TestPacket.synAck(iss, isn + 1);
  }

  TestPacket thirdPacket() {
    return TestPacket.ack(isn + 1, iss + 1);
  }

  /** Returns the {@code index}-th block, as it follows the ACK of the one before. */
  TestPacket block(int index) {
    int start = 512 * index;
    int end = Math.min(start + 512, pageBytes);
    return TestPacket.packet(iss + 1 + start, isn + 2 + index, end == pageBytes ? 1 : 4)
        .with(TestPage.hex(start, end));
  }

  /** Returns a regular client's answer to the {@code index}-th block: FIN|ACK to the last one. */
  TestPacket answerTo(int index) {
    return answerTo(block(index));
  }

  static TestPacket answerTo(TestPacket block) {
    return TestPacket.packet(
        block.acknowledgmentNumber(),
        block.sequenceNumber() + block.payloadLength(),
        block.flags() == 1 ? 5 : 4);
  }
}
