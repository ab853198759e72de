package org.anonproxy.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds out which of this machine's addresses a peer is talking with through a socket that is bound
 * to all of them: the one from which the system sends to that peer. It is asked by connecting a
 * socket of its own, which sends nothing, and the answer holds for a while.
 *
 * <p>Thread: the writer's.
 */
final class LocalAddresses {
  private static final int MAX_KEPT = 4096;
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Any port will do: nothing is sent to it. */
  private static final int DISCARD_PORT = 9;

  private final Map<InetAddress, Answer> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Answer> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Answer(InetSocketAddress local, long givenNanos) {}

  /** Returns {@code bound}, its address replaced by the one that {@code remote} is served from. */
  InetSocketAddress resolve(InetSocketAddress bound, InetSocketAddress remote, long nowNanos) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return bound;
    }
    InetAddress peer = remote.getAddress();
    Answer answer = answers.get(peer);
    if (answer == null
        || answer.local().getPort() != bound.getPort()
        || nowNanos - answer.givenNanos() > KEPT_NANOS) {
      answers.remove(peer);
      answer = new Answer(new InetSocketAddress(route(peer), bound.getPort()), nowNanos);
      answers.put(peer, answer);
    }
    return answer.local();
  }

  private static InetAddress route(InetAddress peer) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(peer, DISCARD_PORT);
      InetAddress local = socket.getLocalAddress();
      if (local.getClass() == peer.getClass()) {
        return local;
      }
    } catch (IOException | UncheckedIOException noRoute) {
      // What cannot be known is left open, which readers show as 0.0.0.0 or ::.
    }
    return unspecified(peer);
  }

  private static InetAddress unspecified(InetAddress peer) {
    try {
      return InetAddress.getByAddress(new byte[peer.getAddress().length]);
    } catch (IOException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
