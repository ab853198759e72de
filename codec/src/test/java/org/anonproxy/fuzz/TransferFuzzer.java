package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.Flags;
import org.jspecify.annotations.Nullable;

/**
 * Joins both engines and lets the fuzzer be the network between them: it loses, repeats, reorders
 * and delays what they send, and mixes in garbage, but alters no packet. What arrives is a prefix
 * of the page at all times, and the whole page if the receiver says so.
 */
public final class TransferFuzzer {
  private static final int MOST_IN_FLIGHT = 64;
  private static final int MOST_ENDING_STEPS = 2_000;

  private record InFlight(boolean toServer, ByteBuffer datagram) {}

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final List<InFlight> network = new ArrayList<>();
  private final FuzzInput input;
  private final int isn;
  private final int iss;
  private final byte[] page;
  private final RetransmissionPolicy policy;
  private final boolean stateless;
  private final PageReceiver receiver;
  private final CheckedEngine client;
  private @Nullable PageSender sender;
  private @Nullable CheckedEngine server;
  private long nowNanos;
  private int receivedBytes;

  private TransferFuzzer(byte[] bytes) {
    input = new FuzzInput(bytes);
    nowNanos = FuzzedSettings.clock(input);
    isn = FuzzedSettings.sequenceNumber(input);
    iss = FuzzedSettings.sequenceNumber(input);
    page = FuzzedSettings.page(input);
    policy = FuzzedSettings.policy(input);
    Linger linger = FuzzedSettings.linger(input);
    stateless = input.flip();
    receiver = new PageReceiver(nowNanos, policy, linger, isn);
    client = new CheckedEngine(receiver, allocator, nowNanos, 1);
  }

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    new TransferFuzzer(bytes).play();
  }

  private void play() {
    settle();
    while (input.hasMore()) {
      step();
      settle();
    }
    end();
    CheckedEngine serving = server;
    if (client.isFinished()) {
      assertEquals(page.length, receivedBytes, "the whole page");
      assertEquals(CloseReason.COMPLETED, client.closeReason());
    }
    if (serving != null && serving.closeReason() == CloseReason.COMPLETED) {
      assertTrue(client.isFinished(), "the server believes in a transfer that was not complete");
    }
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct bytes not released");
  }

  private void step() {
    switch (input.below(8)) {
      case 0 -> lose();
      case 1 -> deliver(chosen(), true);
      case 2 -> passTo(nowNanos + FuzzedSettings.delayNanos(input));
      case 3 -> passToNextDeadline(input.below(3) - 1);
      case 4 -> garbage();
      case 5 -> deliver(0, false);
      default -> deliver(chosen(), false);
    }
  }

  private int chosen() {
    return network.isEmpty() ? 0 : input.below(network.size());
  }

  private void lose() {
    if (!network.isEmpty()) {
      network.remove(chosen());
    }
  }

  private void deliver(int index, boolean again) {
    if (network.isEmpty()) {
      return;
    }
    InFlight arriving = again ? network.get(index) : network.remove(index);
    if (arriving.toServer()) {
      arriveAtServer(arriving.datagram().array());
    } else {
      client.receive(arriving.datagram().array());
    }
  }

  /** Stands in for the server's table: keeps nothing, or an entry, until the third packet. */
  private void arriveAtServer(byte[] datagram) {
    CheckedEngine serving = server;
    int flags = Datagrams.flags(datagram);
    if (serving != null) {
      serving.receive(datagram);
    } else if (flags == Flags.SYN && stateless) {
      carry(false, Datagrams.bare(iss, isn + 1, Flags.SYN_ACK));
    } else if (flags == Flags.SYN) {
      begin(PageSender.afterSyn(nowNanos, policy, takenPage(), iss, isn, datagram.length));
    } else if (flags == Flags.ACK && stateless) {
      begin(PageSender.afterThirdPacket(nowNanos, policy, takenPage(), iss, isn));
    }
  }

  private ByteBuf takenPage() {
    return allocator.directBuffer(Math.max(1, page.length)).writeBytes(page);
  }

  private void begin(PageSender begun) {
    sender = begun;
    server = new CheckedEngine(begun, allocator, nowNanos, 1);
  }

  private void garbage() {
    boolean toServer = input.flip();
    byte[] bytes = input.take(input.below(24));
    CheckedEngine serving = server;
    if (Datagrams.areWellFormed(bytes)) {
      return; // It may be a good forgery, which this protocol cannot tell from the peer.
    }
    if (!toServer) {
      client.receive(bytes);
    } else if (serving != null) {
      serving.receive(bytes);
    }
  }

  private void passTo(long laterNanos) {
    nowNanos = laterNanos;
    client.passTo(nowNanos);
    CheckedEngine serving = server;
    if (serving != null) {
      serving.passTo(nowNanos);
    }
    if (input.flip()) {
      timeout(); // Otherwise what is due waits, as it does behind datagrams that wait to be read.
    }
  }

  private void timeout() {
    client.timeout();
    CheckedEngine serving = server;
    if (serving != null) {
      serving.timeout();
    }
  }

  private void passToNextDeadline(long offNanos) {
    CheckedEngine next = nextDue();
    if (next != null && next.deadlineNanos() + offNanos - nowNanos >= 0) {
      passTo(next.deadlineNanos() + offNanos);
    }
  }

  private @Nullable CheckedEngine nextDue() {
    CheckedEngine serving = server;
    boolean clientWaits = client.hasDeadline();
    if (serving == null || !serving.hasDeadline()) {
      return clientWaits ? client : null;
    }
    return clientWaits && client.deadlineNanos() - serving.deadlineNanos() <= 0 ? client : serving;
  }

  /** Lets the network carry everything, in order and at once, until both ends are done. */
  private void end() {
    for (int steps = 0; !network.isEmpty() || nextDue() != null; steps++) {
      assertTrue(steps < MOST_ENDING_STEPS, "the transfer does not end");
      CheckedEngine next = nextDue();
      if (!network.isEmpty()) {
        deliver(0, false);
      } else if (next != null) {
        if (!next.isDue()) {
          passTo(next.deadlineNanos());
        }
        timeout();
      }
      settle();
    }
  }

  private void settle() {
    client.drain();
    client.takeSent().forEach(datagram -> carry(true, datagram));
    CheckedEngine serving = server;
    PageSender sending = sender;
    if (serving != null && sending != null) {
      serving.drain();
      serving.takeSent().forEach(datagram -> carry(false, datagram));
    }
    for (byte[] data : client.takeData()) {
      int end = receivedBytes + data.length;
      assertTrue(end <= page.length, "more than the page");
      assertArrayEquals(Arrays.copyOfRange(page, receivedBytes, end), data, "a prefix of the page");
      receivedBytes = end;
    }
    if (sending != null) {
      assertTrue(sending.acknowledgedBytes() <= receivedBytes, "acknowledged what never arrived");
    }
  }

  private void carry(boolean toServer, byte[] datagram) {
    if (network.size() < MOST_IN_FLIGHT) {
      network.add(new InFlight(toServer, ByteBuffer.wrap(datagram)));
    }
  }
}
