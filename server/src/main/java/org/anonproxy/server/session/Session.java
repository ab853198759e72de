package org.anonproxy.server.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.anonproxy.netty.DrivenConnection;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.ProgressLimits;
import org.anonproxy.transport.TransportEvent;
import org.anonproxy.transport.WatchedSender;

/** Is the server's view of one peer: who it is, and the engine that speaks with it. */
public final class Session extends DrivenConnection {
  private final Lifecycle lifecycle;
  private final InetSocketAddress peer;
  private final PeerKey key;
  private final PageSender sender;
  private final WatchedSender watched;
  private final long openedNanos;
  private PageSender.State countedState;
  private boolean admitted;

  Session(
      Lifecycle lifecycle,
      InetSocketAddress peer,
      PeerKey key,
      PageSender sender,
      ProgressLimits progress,
      long openedNanos) {
    this.lifecycle = lifecycle;
    this.peer = peer;
    this.key = key;
    this.sender = sender;
    this.watched = new WatchedSender(openedNanos, sender, progress);
    this.openedNanos = openedNanos;
    this.countedState = sender.state();
  }

  /** Hears what becomes of sessions, on the event loop. */
  interface Lifecycle {
    void established(Session session);

    void closed(Session session, CloseReason reason);

    void over(Session session);
  }

  @Override
  protected WatchedSender connection() {
    return watched;
  }

  @Override
  protected Object address(ByteBuf datagram) {
    return new DatagramPacket(datagram, peer);
  }

  @Override
  protected void onEvent(TransportEvent event) {
    if (event instanceof TransportEvent.Established) {
      lifecycle.established(this);
    } else if (event instanceof TransportEvent.Closed closed) {
      lifecycle.closed(this, closed.reason());
    }
  }

  @Override
  protected void onOver() {
    lifecycle.over(this);
  }

  PeerKey key() {
    return key;
  }

  /** Returns the state as which the session was last counted. */
  PageSender.State countedState() {
    return countedState;
  }

  /** Tells whether the peer has yet to prove its return path. */
  boolean isHalfOpen() {
    return countedState == PageSender.State.SYN_RECEIVED;
  }

  /** Notes that the session is counted as being in the state that it is in. */
  void countState() {
    countedState = sender.state();
  }

  /** Notes that the peer, proven, may have a session. */
  void admit() {
    admitted = true;
  }

  boolean isAdmitted() {
    return admitted;
  }

  /** Returns the address of the peer. */
  public InetSocketAddress peer() {
    return peer;
  }

  /** Returns the engine, for its state and its counts. */
  public PageSender sender() {
    return sender;
  }

  /** Returns when the session was opened, on its event loop's clock. */
  public long openedNanos() {
    return openedNanos;
  }
}
