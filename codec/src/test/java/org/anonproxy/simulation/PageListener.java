package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Serves a page with real {@link PageSender}s: the least of a listener that the engines can be
 * simulated with. It makes its sequence numbers of the client's, so that it recognises a third
 * packet without having kept anything, and answers a SYN on a live conversation in the shadow.
 */
public final class PageListener implements SimulatedEndpoint {
  private final SimulatedClock clock;
  private final RetransmissionPolicy policy;
  private final PageVersions versions;
  private final IntUnaryOperator issOfIsn;
  private final List<SenderConversation> conversations = new ArrayList<>(1);
  private final List<CloseReason> closeReasons = new ArrayList<>(1);
  private final ByteBuf[] pages;
  private int version;
  private int retransmissions;

  /**
   * Creates a listener that has no conversation.
   *
   * @param issOfIsn makes this end's initial sequence number of the client's
   */
  public PageListener(
      SimulatedClock clock,
      RetransmissionPolicy policy,
      PageVersions versions,
      IntUnaryOperator issOfIsn) {
    this.clock = clock;
    this.policy = policy;
    this.versions = versions;
    this.issOfIsn = issOfIsn;
    this.pages = new ByteBuf[versions.count()];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = versions.buffer(i);
    }
  }

  /** Makes sequence numbers that depend on a secret, as a keyed function would. */
  public static IntUnaryOperator keyed(long secret) {
    return isn -> (int) SimulatedRandom.mix(secret + isn);
  }

  /** Sends the next version of the page to conversations that begin from now on. */
  public void refresh() {
    version = (version + 1) % versions.count();
  }

  /** Returns how the conversations ended, in that order. */
  public List<CloseReason> closeReasons() {
    return closeReasons;
  }

  /** Returns how often the timers of ended conversations repeated a packet. */
  public int retransmissions() {
    return retransmissions;
  }

  /** Takes a reference too many, to show that this is noticed. */
  void leakPage() {
    pages[0].retain();
  }

  /** Tells whether each page is held by the live conversations and this listener alone. */
  boolean holdsPagesRightly() {
    int references = 0;
    for (ByteBuf page : pages) {
      references += page.refCnt() - 1;
    }
    int live = 0;
    for (int i = 0; i < conversations.size(); i++) {
      live += conversations.get(i).engine.isOver() ? 0 : 1;
    }
    return references == live;
  }

  @Override
  public void receive(long nowNanos, Node source, ByteBuf datagram) {
    if (!PacketHeader.isWellFormed(datagram)) {
      return;
    }
    SenderConversation present = conversationWith(source);
    if (PacketHeader.flags(datagram) == Flags.SYN) {
      onSyn(nowNanos, source, datagram, present);
    } else {
      onOther(nowNanos, source, datagram, present);
    }
  }

  private void onSyn(
      long nowNanos, Node source, ByteBuf datagram, @Nullable SenderConversation present) {
    int isn = PacketHeader.sequenceNumber(datagram);
    if (present != null) {
      Disposition disposition = present.engine.receive(nowNanos, datagram);
      if (disposition != Disposition.OTHER_SYN) {
        return;
      }
      if (!present.engine.isOver()) {
        present.shadow(isn, issOfIsn.applyAsInt(isn));
        return;
      }
      present.close(CloseReason.REPLACED);
    }
    open(
        source,
        PageSender.afterSyn(
            nowNanos, policy, page(), issOfIsn.applyAsInt(isn), isn, datagram.readableBytes()));
  }

  private void onOther(
      long nowNanos, Node source, ByteBuf datagram, @Nullable SenderConversation present) {
    int isn = PacketHeader.sequenceNumber(datagram) - 1;
    boolean proven =
        PacketHeader.flags(datagram) == Flags.ACK
            && PacketHeader.acknowledgmentNumber(datagram) == issOfIsn.applyAsInt(isn) + 1;
    if (present != null) {
      Disposition disposition = present.engine.receive(nowNanos, datagram);
      if (disposition != Disposition.STALE || !proven || !present.isShadowedBy(isn)) {
        return;
      }
      present.close(CloseReason.REPLACED);
    } else if (!proven) {
      return;
    }
    open(
        source,
        PageSender.afterThirdPacket(nowNanos, policy, page(), issOfIsn.applyAsInt(isn), isn));
  }

  private ByteBuf page() {
    return pages[version].retain();
  }

  private void open(Node peer, PageSender engine) {
    conversations.add(new SenderConversation(peer, engine, policy, clock.elapsedNanos()));
  }

  private @Nullable SenderConversation conversationWith(Node peer) {
    for (int i = conversations.size() - 1; i >= 0; i--) {
      SenderConversation conversation = conversations.get(i);
      if (conversation.peer == peer && !conversation.isOver()) {
        return conversation;
      }
    }
    return null;
  }

  @Override
  public void timeout(long nowNanos) {
    SenderConversation due = earliest();
    if (due != null) {
      due.engine.timeout(nowNanos);
    }
  }

  private @Nullable SenderConversation earliest() {
    SenderConversation earliest = null;
    for (int i = 0; i < conversations.size(); i++) {
      SenderConversation conversation = conversations.get(i);
      if (conversation.hasDeadline()
          && (earliest == null || conversation.deadlineNanos() - earliest.deadlineNanos() < 0)) {
        earliest = conversation;
      }
    }
    return earliest;
  }

  @Override
  public boolean hasDeadline() {
    return earliest() != null;
  }

  @Override
  public long deadlineNanos() {
    SenderConversation earliest = earliest();
    if (earliest == null) {
      throw new IllegalStateException("no conversation has a deadline");
    }
    return earliest.deadlineNanos();
  }

  @Override
  public void drain(long nowNanos, ByteBufAllocator allocator, Outbox outbox) {
    for (int i = 0; i < conversations.size(); i++) {
      SenderConversation conversation = conversations.get(i);
      CloseReason reason = conversation.drain(nowNanos, allocator, outbox);
      if (reason != null) {
        closeReasons.add(reason);
        retransmissions += conversation.engine.retransmissions();
      }
    }
    conversations.removeIf(SenderConversation::isOver);
  }

  @Override
  public List<SenderConversation> conversations() {
    return conversations;
  }

  @Override
  public void die() {
    for (SenderConversation conversation : conversations) {
      conversation.engine.abort(CloseReason.SHUTDOWN);
    }
    conversations.clear();
    for (ByteBuf page : pages) {
      if (!page.release()) {
        throw new Invariant.Broken("no buffer leaks", "a dead listener's page is still held");
      }
    }
  }
}
