package org.anonproxy.server.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.anonproxy.netty.ConnectionDriver;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.PageSender;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.jspecify.annotations.Nullable;

/**
 * Is the LISTEN state of the protocol: finds or opens the session of each packet and lets that
 * session's engine do the rest.
 *
 * <p>A SYN from a new peer opens a half-open session, or, when there are too many of those, is
 * answered without keeping anything. A third packet without a session is recognised by its numbers,
 * as long as there may be a handshake of which nothing is kept. A SYN on a live session is answered
 * in its shadow: the session goes on, and yields only to a third packet that proves the new
 * handshake. All else without a session is dropped: what is never answered starts no loop.
 *
 * <p>Thread: its channel's event loop.
 */
final class Endpoint implements Session.Lifecycle {
  private final EndpointSettings settings;
  private final ChannelHandlerContext context;
  private final ConnectionDriver driver;
  private final SessionTable table;
  private final AddressQuota quota;
  private final SourceFilter sources;
  private final EndpointCounters counters = new EndpointCounters();
  private final UnkeptHandshakes unkept = new UnkeptHandshakes();
  private int running;
  private @Nullable Runnable whenDrained;

  Endpoint(ChannelHandlerContext context, EndpointSettings settings, SourceFilter sources) {
    this.settings = settings;
    this.context = context;
    this.driver =
        new ConnectionDriver(
            context, settings.packetLog(), DatagramTransport.MAX_MESSAGES_PER_READ);
    this.table = new SessionTable(settings.random());
    this.quota = new AddressQuota(settings.limits().maxSessionsPerAddress());
    this.sources = sources;
  }

  /** Takes in one datagram, which is borrowed. */
  void receive(DatagramPacket packet) {
    ByteBuf datagram = packet.content();
    if (driver.arrived(datagram)) {
      InetSocketAddress peer = packet.sender();
      Session session = table.find(peer);
      driver.count(session == null ? listen(peer, datagram) : converse(session, peer, datagram));
    }
  }

  void readComplete() {
    driver.readComplete();
  }

  private Disposition listen(InetSocketAddress peer, ByteBuf datagram) {
    int flags = PacketHeader.flags(datagram);
    if (!sources.isPlausible(peer)) {
      return Disposition.BAD_SOURCE;
    }
    if (flags == Flags.SYN) {
      return answerSyn(peer, datagram);
    }
    Handshake handshake = provenHandshake(peer, datagram);
    return handshake == null ? Disposition.NO_CONVERSATION : openProven(peer, handshake);
  }

  private Disposition converse(Session session, InetSocketAddress peer, ByteBuf datagram) {
    PageSender sender = session.sender();
    int acknowledgedBefore = sender.acknowledgedBytes();
    Disposition disposition = driver.receive(session, datagram);
    counters.delivered(sender.acknowledgedBytes() - acknowledgedBefore);
    table.recount(session);
    if (isDraining()) {
      return disposition; // Nothing new begins, in a running session's place least of all.
    }
    return switch (disposition) {
      case OTHER_SYN -> answerOtherSyn(session, peer, datagram);
      case STALE -> takeOverIfProven(session, peer, datagram);
      default -> disposition;
    };
  }

  private Disposition answerSyn(InetSocketAddress peer, ByteBuf datagram) {
    if (isFull()) {
      return Disposition.OVER_LIMIT;
    }
    if (table.halfOpen() >= settings.limits().maxHalfOpen()) {
      answerWithoutSession(peer, datagram);
      return Disposition.ACCEPTED;
    }
    long nowNanos = driver.nanoTime();
    int irs = PacketHeader.sequenceNumber(datagram);
    PageSender sender =
        PageSender.afterSyn(
            nowNanos,
            settings.retransmission(),
            settings.page().get(),
            iss(nowNanos, peer, irs),
            irs,
            datagram.readableBytes());
    open(peer, sender, nowNanos);
    return Disposition.ACCEPTED;
  }

  private boolean isFull() {
    return isDraining() || table.size() >= settings.limits().maxSessions();
  }

  private boolean isDraining() {
    return whenDrained != null;
  }

  private Disposition answerOtherSyn(Session session, InetSocketAddress peer, ByteBuf datagram) {
    if (session.sender().isOver()) {
      end(session, CloseReason.REPLACED);
      return answerSyn(peer, datagram);
    }
    answerWithoutSession(peer, datagram);
    return Disposition.OTHER_SYN;
  }

  private void answerWithoutSession(InetSocketAddress peer, ByteBuf datagram) {
    int irs = PacketHeader.sequenceNumber(datagram);
    long nowNanos = driver.nanoTime();
    int iss = iss(nowNanos, peer, irs);
    unkept.note(nowNanos);
    counters.answeredWithoutSession();
    ByteBuf answer = BaseMode.bareDatagram(context.alloc(), iss, irs + 1, Flags.SYN_ACK);
    driver.write(answer, new DatagramPacket(answer, peer));
  }

  private Disposition takeOverIfProven(Session session, InetSocketAddress peer, ByteBuf datagram) {
    Handshake handshake = provenHandshake(peer, datagram);
    if (handshake == null || handshake.irs() == session.sender().irs()) {
      return Disposition.STALE;
    }
    end(session, CloseReason.REPLACED);
    return openProven(peer, handshake);
  }

  private Disposition openProven(InetSocketAddress peer, Handshake handshake) {
    if (isFull()) {
      return Disposition.OVER_LIMIT;
    }
    long nowNanos = driver.nanoTime();
    PageSender sender =
        PageSender.afterThirdPacket(
            nowNanos,
            settings.retransmission(),
            settings.page().get(),
            handshake.iss(),
            handshake.irs());
    open(peer, sender, nowNanos);
    return Disposition.ACCEPTED;
  }

  private void open(InetSocketAddress peer, PageSender sender, long nowNanos) {
    Session session =
        new Session(
            this, peer, table.key(peer).copy(), sender, settings.limits().progress(), nowNanos);
    table.add(session);
    counters.opened();
    driver.settle(session);
  }

  /** Holds the numbers of a handshake that a third packet has proven. */
  private record Handshake(int irs, int iss) {}

  /** Reads a third packet's numbers in either order; {@code null} if they prove nothing. */
  private @Nullable Handshake provenHandshake(InetSocketAddress peer, ByteBuf datagram) {
    int flags = PacketHeader.flags(datagram);
    if (!Flags.has(flags, Flags.ACK)
        || Flags.has(flags, Flags.SYN)
        || !unkept.mayComplete(driver.nanoTime())) {
      return null;
    }
    int sequenceNumber = PacketHeader.sequenceNumber(datagram);
    int acknowledgmentNumber = PacketHeader.acknowledgmentNumber(datagram);
    if (isProven(peer, sequenceNumber - 1, acknowledgmentNumber - 1)) {
      return new Handshake(sequenceNumber - 1, acknowledgmentNumber - 1);
    }
    return isProven(peer, acknowledgmentNumber - 1, sequenceNumber - 1)
        ? new Handshake(acknowledgmentNumber - 1, sequenceNumber - 1)
        : null;
  }

  private boolean isProven(InetSocketAddress peer, int irs, int iss) {
    PeerKey key = table.key(peer);
    InitialSequenceNumbers numbers = settings.initialSequenceNumbers();
    return numbers.proves(
        driver.nanoTime(), key.addressHigh(), key.addressLow(), key.port(), irs, iss);
  }

  private int iss(long nowNanos, InetSocketAddress peer, int irs) {
    PeerKey key = table.key(peer);
    return settings
        .initialSequenceNumbers()
        .issFor(nowNanos, key.addressHigh(), key.addressLow(), key.port(), irs);
  }

  @Override
  public void established(Session session) {
    table.recount(session);
    if (quota.admit(session.key())) {
      session.admit();
      running++;
      counters.completedHandshake();
      settings.observer().opened(session);
    } else {
      driver.count(Disposition.OVER_LIMIT);
      session.sender().abort(CloseReason.ADDRESS_QUOTA);
    }
  }

  @Override
  public void closed(Session session, CloseReason reason) {
    table.recount(session);
    counters.closed(reason);
    if (session.isAdmitted()) {
      quota.release(session.key());
      settings.observer().closed(session, reason, driver.nanoTime() - session.openedNanos());
      running--;
      tellIfDrained();
    } else {
      unkept.note(driver.nanoTime());
    }
  }

  @Override
  public void over(Session session) {
    table.remove(session);
  }

  private void end(Session session, CloseReason reason) {
    session.sender().abort(reason);
    driver.settle(session);
  }

  /**
   * Begins no session any more and lets those that run come to their end; half-open ones, which
   * have got nothing yet, end at once.
   *
   * @param action is run, on this thread, when none runs any more
   */
  void drain(Runnable action) {
    whenDrained = action;
    for (Session session : table.snapshot()) {
      if (session.isHalfOpen()) {
        end(session, CloseReason.SHUTDOWN);
      }
    }
    tellIfDrained();
  }

  private void tellIfDrained() {
    if (whenDrained != null && running == 0) {
      whenDrained.run();
    }
  }

  /** Ends every session without a word to its peer. */
  void close(CloseReason reason) {
    for (Session session : table.snapshot()) {
      end(session, reason);
    }
    driver.close();
  }

  int sessions() {
    return table.size();
  }

  long answersWithoutSession() {
    return counters.answersWithoutSession();
  }

  /** Copies what stands in the counters, and some of the sessions, as {@link EndpointSnapshot}. */
  EndpointSnapshot snapshot(int mostSessions) {
    return EndpointSnapshot.of(counters, driver.counters(), table, mostSessions, driver.nanoTime());
  }

  long count(Disposition disposition) {
    return driver.counters().of(disposition);
  }
}
