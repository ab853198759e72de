package org.anonproxy.server.session;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.anonproxy.transport.PageSender;
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
  private final SessionCensus census = new SessionCensus();

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
    census.enter(session);
  }

  /** Counts a session anew that may have come to another state. */
  void recount(Session session) {
    census.follow(session);
  }

  /** Removes {@code session} if it is still its peer's. */
  void remove(Session session) {
    if (sessions.remove(session.key(), session)) {
      census.leave(session);
    }
  }

  int size() {
    return sessions.size();
  }

  /** Returns the number of sessions whose peers have not proven their return path. */
  int halfOpen() {
    return census.of(PageSender.State.SYN_RECEIVED);
  }

  /** Returns the number of sessions in {@code state}. */
  int count(PageSender.State state) {
    return census.of(state);
  }

  /** Returns the sessions of this moment. */
  List<Session> snapshot() {
    return new ArrayList<>(sessions.values());
  }

  /** Returns all sessions of this moment, or, of more than {@code most}, an arbitrary choice. */
  List<Session> sample(int most) {
    List<Session> sample = new ArrayList<>(Math.min(most, sessions.size()));
    Iterator<Session> all = sessions.values().iterator();
    while (sample.size() < most && all.hasNext()) {
      sample.add(all.next());
    }
    return sample;
  }
}
