package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Connection;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * Drives one engine as a driver would, and fails as soon as something does not hold that must hold
 * for every engine at all times: it throws nothing, always owns a deadline until it has ended,
 * sends one well-formed datagram at most for each that it took in and each timer that fired,
 * answers nothing that it dropped, and reports its events in order.
 */
final class CheckedEngine {
  private final Connection engine;
  private final ByteBufAllocator allocator;
  private final List<byte[]> sent = new ArrayList<>();
  private final List<byte[]> data = new ArrayList<>();
  private long nowNanos;
  private int allowedDatagrams;
  private int sentDatagrams;
  private boolean maySend = true;
  private boolean established;
  private boolean ended;
  private boolean finished;
  private @Nullable CloseReason closeReason;

  /**
   * Takes charge of an engine that was just made.
   *
   * @param allowedDatagrams how many it may send before anything else happens
   */
  CheckedEngine(
      Connection engine, ByteBufAllocator allocator, long nowNanos, int allowedDatagrams) {
    this.engine = engine;
    this.allocator = allocator;
    this.nowNanos = nowNanos;
    this.allowedDatagrams = allowedDatagrams;
  }

  Disposition receive(byte[] bytes) {
    ByteBuf datagram = allocator.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    Disposition disposition = engine.receive(nowNanos, datagram);
    assertArrayEquals(bytes, ByteBufUtil.getBytes(datagram), "left alone");
    datagram.release();
    allowedDatagrams++;
    assertEquals(
        !Datagrams.areWellFormed(bytes), disposition == Disposition.MALFORMED, "judged malformed");
    if (disposition == Disposition.ACCEPTED || disposition == Disposition.DUPLICATE) {
      maySend = true;
    }
    checkDeadline();
    return disposition;
  }

  /** Sets the clock on, be it beyond the deadline, and leaves the engine alone. */
  void passTo(long laterNanos) {
    assertTrue(laterNanos - nowNanos >= 0, "time never runs back");
    nowNanos = laterNanos;
  }

  /**
   * Sets the clock to the deadline, or so far off it, unless that has passed, and does what is due.
   */
  void passToDeadline(long offNanos) {
    long thenNanos = engine.deadlineNanos() + offNanos;
    if (engine.hasDeadline() && thenNanos - nowNanos >= 0) {
      passTo(thenNanos);
      timeout();
    }
  }

  /** Does what is due. */
  void timeout() {
    boolean due = isDue();
    if (due) {
      allowedDatagrams++;
      maySend = true;
    }
    engine.timeout(nowNanos);
    if (due && engine.hasDeadline()) {
      assertTrue(engine.deadlineNanos() - nowNanos > 0, "a timer that fires is not due again");
    }
    checkDeadline();
  }

  void abort(CloseReason reason) {
    engine.abort(reason);
    checkDeadline();
  }

  boolean isDue() {
    return engine.hasDeadline() && engine.deadlineNanos() - nowNanos <= 0;
  }

  boolean hasDeadline() {
    return engine.hasDeadline();
  }

  long deadlineNanos() {
    return engine.deadlineNanos();
  }

  long nowNanos() {
    return nowNanos;
  }

  @Nullable CloseReason closeReason() {
    return closeReason;
  }

  boolean isEstablished() {
    return established;
  }

  /** Polls events, then datagrams, as every driver does after its calls. */
  void drain() {
    for (TransportEvent event = engine.pollEvent(); event != null; event = engine.pollEvent()) {
      onEvent(event);
    }
    for (ByteBuf datagram = engine.pollDatagram(nowNanos, allocator);
        datagram != null;
        datagram = engine.pollDatagram(nowNanos, allocator)) {
      byte[] bytes = ByteBufUtil.getBytes(datagram);
      assertTrue(datagram.release(), "the caller holds the only reference");
      onDatagram(bytes);
    }
    maySend = false;
    checkDeadline();
    if (!engine.hasDeadline()) {
      assertNotNull(closeReason, "ended without a word");
    }
  }

  private void onEvent(TransportEvent event) {
    assertNull(closeReason, "an event after the last one");
    if (event instanceof TransportEvent.Established) {
      assertFalse(established, "established twice");
      established = true;
    } else if (event instanceof TransportEvent.Data chunk) {
      assertTrue(established && !finished, "data out of order");
      byte[] bytes = ByteBufUtil.getBytes(chunk.bytes());
      chunk.bytes().release();
      assertTrue(bytes.length > 0, "data without bytes");
      data.add(bytes);
    } else if (event instanceof TransportEvent.Finished) {
      assertTrue(established && !finished, "finished out of order");
      finished = true;
    } else if (event instanceof TransportEvent.Closed closed) {
      closeReason = closed.reason();
    }
  }

  private void onDatagram(byte[] bytes) {
    sentDatagrams++;
    assertTrue(maySend, "answered a datagram that it dropped");
    assertTrue(
        sentDatagrams <= allowedDatagrams,
        () -> sentDatagrams + " datagrams sent, " + allowedDatagrams + " allowed");
    assertTrue(Datagrams.areWellFormed(bytes), () -> "malformed: " + Arrays.toString(bytes));
    assertTrue(bytes.length <= BaseMode.MAX_DATAGRAM_BYTES, () -> bytes.length + " bytes");
    sent.add(bytes);
  }

  /** Without a deadline nothing would ever wake the engine again. */
  private void checkDeadline() {
    if (!engine.hasDeadline()) {
      ended = true;
    }
    assertFalse(ended && engine.hasDeadline(), "came back to life");
  }

  /** Returns what was sent since the last call. */
  List<byte[]> takeSent() {
    List<byte[]> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** Returns what data arrived since the last call. */
  List<byte[]> takeData() {
    List<byte[]> taken = List.copyOf(data);
    data.clear();
    return taken;
  }

  /** Tells whether the engine reported the stream's end. */
  boolean isFinished() {
    return finished;
  }

  /** Lets the peer be silent for ever: the engine must end, in at most so many timers. */
  void fallSilent(int mostTimers) {
    drain();
    for (int timers = 0; engine.hasDeadline(); timers++) {
      assertTrue(timers < mostTimers, "still alive after " + timers + " timers");
      if (!isDue()) {
        passTo(engine.deadlineNanos());
      }
      timeout();
      drain();
    }
    assertNotNull(closeReason);
  }
}
