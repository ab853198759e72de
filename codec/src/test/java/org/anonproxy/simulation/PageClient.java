package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.List;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.PageReceiver;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/** Fetches one page from one node with a real {@link PageReceiver}. */
public final class PageClient implements SimulatedEndpoint {
  private static final long LONGEST_LINGER_NANOS = 3_000_000_000L;

  private final Node server;
  private final PageReceiver engine;
  private final ReceivedPage page;
  private final Watched conversation = new Watched();
  private final long patienceNanos;
  private final long lingerNanos;
  private @Nullable CloseReason closeReason;

  private PageClient(
      Node server,
      PageReceiver engine,
      PageVersions versions,
      RetransmissionPolicy policy,
      long lingerNanos) {
    this.server = server;
    this.engine = engine;
    this.page = new ReceivedPage(versions);
    this.patienceNanos = Patience.nanos(policy);
    this.lingerNanos = lingerNanos;
  }

  /**
   * Begins to fetch; the SYN leaves when the network starts this endpoint.
   *
   * @param lingerNanos how long to linger, {@code null} as loss demands
   */
  public static PageClient lingering(
      Node server,
      long nowNanos,
      PageVersions versions,
      RetransmissionPolicy policy,
      @Nullable Long lingerNanos,
      int isn) {
    Linger linger =
        lingerNanos == null ? Linger.AFTER_LOSS : Linger.of(Duration.ofNanos(lingerNanos));
    return new PageClient(
        server,
        new PageReceiver(nowNanos, policy, linger, isn),
        versions,
        policy,
        lingerNanos == null ? LONGEST_LINGER_NANOS : lingerNanos);
  }

  /** Returns what has arrived. */
  public ReceivedPage page() {
    return page;
  }

  /** Returns how the conversation ended, {@code null} before. */
  public @Nullable CloseReason closeReason() {
    return closeReason;
  }

  /** Returns how often this end's timers repeated a packet. */
  public int retransmissions() {
    return engine.retransmissions();
  }

  @Override
  public void receive(long nowNanos, Node source, ByteBuf datagram) {
    // A connected socket hears its peer only.
    if (source == server) {
      Disposition unused = engine.receive(nowNanos, datagram);
    }
  }

  @Override
  public void timeout(long nowNanos) {
    engine.timeout(nowNanos);
  }

  @Override
  public boolean hasDeadline() {
    return engine.hasDeadline();
  }

  @Override
  public long deadlineNanos() {
    return engine.deadlineNanos();
  }

  @Override
  public void drain(long nowNanos, ByteBufAllocator allocator, Outbox outbox) {
    drainEvents();
    for (ByteBuf datagram = engine.pollDatagram(nowNanos, allocator);
        datagram != null;
        datagram = engine.pollDatagram(nowNanos, allocator)) {
      outbox.send(server, datagram);
    }
  }

  private void drainEvents() {
    for (TransportEvent event = engine.pollEvent(); event != null; event = engine.pollEvent()) {
      if (closeReason != null) {
        throw new Invariant.Broken("Closed is the last event", "after it came " + event);
      }
      if (event instanceof TransportEvent.Data data) {
        page.append(data.bytes());
        data.bytes().release();
      } else if (event instanceof TransportEvent.Finished) {
        page.finish();
      } else if (event instanceof TransportEvent.Closed closed) {
        closeReason = closed.reason();
      }
    }
  }

  @Override
  public List<Conversation> conversations() {
    return conversation.asList;
  }

  @Override
  public void die() {
    engine.abort(CloseReason.SHUTDOWN);
    drainEvents();
  }

  private final class Watched extends Conversation {
    private final List<Conversation> asList = List.of(this);

    @Override
    protected Object state() {
      return engine.state();
    }

    @Override
    protected long progressBytes() {
      return engine.receivedBytes();
    }

    @Override
    protected boolean isOver() {
      return engine.state() == PageReceiver.State.CLOSED;
    }

    @Override
    protected boolean hasDeadline() {
      return engine.hasDeadline();
    }

    @Override
    protected long deadlineNanos() {
      return engine.deadlineNanos();
    }

    @Override
    protected long patienceNanos() {
      return switch (engine.state()) {
        case SYN_SENT, ESTABLISHED_WAIT -> patienceNanos;
        // The server may need as long again to learn that its previous block arrived.
        case ESTABLISHED -> 2 * patienceNanos;
        case LINGER -> lingerNanos;
        case CLOSED -> 0;
      };
    }
  }
}
