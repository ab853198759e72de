package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;

/** Plays the server of a {@link PageReceiver}. */
final class ReceiverScenario extends Scenario<ReceiverScenario> {
  private Linger linger = Linger.AFTER_LOSS;
  private @Nullable PageReceiver receiver;

  @Override
  ReceiverScenario self() {
    return this;
  }

  ReceiverScenario withLinger(Linger newLinger) {
    linger = newLinger;
    return this;
  }

  /** Begins: the SYN has been sent. */
  ReceiverScenario connects() {
    PageReceiver begun = new PageReceiver(nowNanos(), policy, linger, (int) isn);
    receiver = begun;
    return begin(begun);
  }

  /** Begins and completes the handshake; SYN and third packet have been sent and expected. */
  ReceiverScenario establishes() {
    return connects().expectSent(syn()).receives(synAck()).expectSent(thirdPacket());
  }

  PageReceiver receiver() {
    PageReceiver begun = receiver;
    if (begun == null) {
      throw new IllegalStateException("the scenario has not begun");
    }
    return begun;
  }

  ReceiverScenario expectState(PageReceiver.State state) {
    assertEquals(state, receiver().state());
    return this;
  }

  /** Expects the first {@code bytes} of the {@linkplain TestPage page}, and no more. */
  ReceiverScenario expectReceived(int bytes) {
    assertEquals(TestPage.hex(0, bytes), receivedHex.toString());
    assertEquals(bytes, receiver().receivedBytes());
    return this;
  }

  TestPacket syn() {
    return TestPacket.syn(isn);
  }

  TestPacket synAck() {
    return TestPacket.synAck(iss, isn + 1);
  }

  TestPacket thirdPacket() {
    return TestPacket.ack(isn + 1, iss + 1);
  }

  /** Returns the {@code index}-th block of 512 bytes of a regular server. */
  TestPacket block(int index) {
    int start = 512 * index;
    return TestPacket.data(iss + 1 + start, isn + 2 + index, TestPage.hex(start, start + 512));
  }

  /** Returns a last block: {@code bytes} after so many full blocks. */
  TestPacket lastBlock(int fullBlocks, int bytes) {
    int start = 512 * fullBlocks;
    return TestPacket.fin(
        iss + 1 + start, isn + 2 + fullBlocks, TestPage.hex(start, start + bytes));
  }

  /** Returns the one right answer to a block. */
  static TestPacket answerTo(TestPacket block) {
    return TestPacket.packet(
        block.acknowledgmentNumber(),
        block.sequenceNumber() + block.payloadLength(),
        (block.flags() & 1) != 0 ? 5 : 4);
  }
}
