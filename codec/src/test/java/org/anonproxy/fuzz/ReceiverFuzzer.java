package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.Flags;

/**
 * Lets the fuzzer be the peer and the clock of a page receiver: it hands over exactly the payloads
 * that it accepted, once and in order, and its answers carry the numbers of what they answer.
 */
public final class ReceiverFuzzer {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final FuzzInput input;
  private final int isn;
  private final int iss;
  private final RetransmissionPolicy policy;
  private final PageReceiver receiver;
  private final CheckedEngine engine;
  private final Queue<byte[]> accepted = new ArrayDeque<>();
  private int acceptedBytes;
  private final List<byte[]> answers = new ArrayList<>();
  private int expectedNumber;
  private boolean aborted;

  private ReceiverFuzzer(byte[] bytes) {
    input = new FuzzInput(bytes);
    long startNanos = FuzzedSettings.clock(input);
    isn = FuzzedSettings.sequenceNumber(input);
    iss = FuzzedSettings.sequenceNumber(input);
    policy = FuzzedSettings.policy(input);
    Linger linger = FuzzedSettings.linger(input);
    receiver = new PageReceiver(startNanos, policy, linger, isn);
    engine = new CheckedEngine(receiver, allocator, startNanos, 1);
    answers.add(Datagrams.bare(isn, 0, Flags.SYN));
    expectedNumber = iss + 1;
  }

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    new ReceiverFuzzer(bytes).play();
  }

  private void play() {
    settle();
    while (input.hasMore()) {
      step();
    }
    settle();
    engine.fallSilent(policy.maxRetransmissions() + 2);
    boolean completed = engine.closeReason() == CloseReason.COMPLETED;
    assertTrue(engine.isFinished() || !completed || aborted, "completed what was not finished");
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
      case 5 -> deliver(Datagrams.bare(iss + input.below(2), isn + 1, Flags.SYN_ACK));
      case 6 -> deliverBlock(input.word(), input.below(8));
      default -> deliverNearby();
    }
    // Several datagrams may come in before the driver drains.
    if (choice < 8 || input.flip()) {
      settle();
    }
  }

  private void abort() {
    if (input.octet() == 0) {
      aborted = true;
      engine.abort(FuzzedSettings.reason(input));
    }
  }

  /** Delivers the block that is expected next, made a little wrong by the next bytes. */
  private void deliverNearby() {
    int coarse = input.below(8) == 1 ? -BaseMode.BLOCK_BYTES : 0;
    int flags =
        switch (input.below(8)) {
          case 1 -> Flags.FIN;
          case 2 -> Flags.FIN_ACK;
          default -> Flags.ACK;
        };
    deliverBlock(expectedNumber + coarse + input.octet(), flags);
  }

  private void deliverBlock(int sequenceNumber, int flags) {
    int length =
        switch (input.below(6)) {
          case 0 -> BaseMode.BLOCK_BYTES;
          case 1 -> 0;
          case 2 -> BaseMode.BLOCK_BYTES - 1;
          case 3 -> BaseMode.BLOCK_BYTES + 1;
          default -> input.below(256);
        };
    byte[] payload = FuzzedSettings.bytes(length, acceptedBytes);
    deliver(Datagrams.of(sequenceNumber, input.word(), flags, payload));
  }

  private void deliver(byte[] datagram) {
    Disposition disposition = engine.receive(datagram);
    if (disposition != Disposition.ACCEPTED && disposition != Disposition.DUPLICATE) {
      return;
    }
    int flags = Datagrams.flags(datagram);
    int sequenceNumber = Datagrams.sequenceNumber(datagram);
    if (flags == Flags.SYN_ACK) {
      if (disposition == Disposition.ACCEPTED) {
        expectedNumber = sequenceNumber + 1;
        answers.add(Datagrams.bare(isn + 1, expectedNumber, Flags.ACK));
      }
      return;
    }
    byte[] payload = Datagrams.payload(datagram);
    answers.add(
        Datagrams.bare(
            Datagrams.acknowledgmentNumber(datagram),
            sequenceNumber + payload.length,
            Flags.has(flags, Flags.FIN) ? Flags.FIN_ACK : Flags.ACK));
    if (disposition == Disposition.ACCEPTED) {
      int ahead = sequenceNumber - expectedNumber;
      assertTrue(ahead == 0 || ahead == 1, "accepted out of order by " + ahead);
      assertFalse(engine.isFinished(), "accepted behind the end");
      expectedNumber = sequenceNumber + payload.length;
      acceptedBytes += payload.length;
      if (payload.length > 0) {
        accepted.add(payload);
      }
    }
  }

  private void settle() {
    engine.drain();
    for (byte[] data : engine.takeData()) {
      assertArrayEquals(accepted.poll(), data, "handed over what was accepted");
    }
    assertTrue(accepted.isEmpty(), "accepted and not handed over");
    assertEquals(acceptedBytes, receiver.receivedBytes());
    engine.takeSent().forEach(this::check);
  }

  /** Only so many duplicates are answered after the end, so not always the last one is. */
  private void check(byte[] datagram) {
    assertTrue(
        answers.stream().anyMatch(answer -> Arrays.equals(answer, datagram)),
        () -> "answers nothing that came: " + Arrays.toString(datagram));
    answers.clear();
    answers.add(datagram);
  }
}
