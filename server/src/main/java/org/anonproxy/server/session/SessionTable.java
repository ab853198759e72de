package org.anonproxy.server.session;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anonproxy.transport.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a peer; tombstones count as sessions until they are gone.
 *
 * <p>Thread: its channel's event loop. Looking up allocates nothing that stays.
 */
final class SessionTable {
  private final Map<PeerKey, Session> sessions = new HashMap<>();
  private final SipHash hashFunction;
  private final PeerKey probe = new PeerKey();
  private int halfOpen;

  /** Creates an empty table whose hash function nobody can guess. */
  SessionTable(SecureRandom random) {
    hashFunction = new SipHash(random.nextLong(), random.nextLong());
  }

  /** Returns the session of {@code peer}, {@code null} if it has none. */
  @Nullable Session find(InetSocketAddress peer) {
    return sessions.get(key(peer));
  }

  /** Returns the key of {@code peer}, valid until the next call to this table. */
  PeerKey key(InetSocketAddress peer) {
    probe.set(peer, hashFunction);
    return probe;
  }

  /** Adds a session, whose peer has none. */
  void add(Session session) {
    sessions.put(session.key(), session);
    if (session.isHalfOpen()) {
      halfOpen++;
    }
  }

  /** Notes that a session that was half-open no longer is. */
  void leftHalfOpen() {
    halfOpen--;
  }

  /** Removes {@code session} if it is still its peer's. */
  void remove(Session session) {
    sessions.remove(session.key(), session);
  }

  int size() {
    return sessions.size();
  }

  /** Returns the number of sessions whose peers have not proven their return path. */
  int halfOpen() {
    return halfOpen;
  }

  /** Returns the sessions of this moment. */
  List<Session> snapshot() {
    return new ArrayList<>(sessions.values());
  }
}
