package org.anonproxy.server.soak;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.anonproxy.server.hostile.Fetches;
import org.anonproxy.server.hostile.HonestClients;

/**
 * Lets good clients come all the time. Some lose a packet of a hundred, and so take seconds, in
 * which the page changes; none may fail.
 */
final class GoodClients implements AutoCloseable {
  private static final int PER_SECOND = 20;
  private static final int LOSSY_PER_SECOND = 2;
  private static final double LOSS_RATE = 0.01;

  private final HonestClients clients;
  private final HonestClients lossyClients;
  private final List<Fetches> begun = new ArrayList<>();
  private final Duration turn;

  /** Creates clients that come in turns of {@code turn} each, without a pause between. */
  GoodClients(InetSocketAddress server, VersionsSeen versions, Duration turn) {
    clients = new HonestClients(server, versions::reading, 0);
    lossyClients = new HonestClients(server, versions::reading, LOSS_RATE);
    this.turn = turn;
  }

  /** Begins the next turn. */
  void startTurn() {
    begun.add(clients.start(arrivals(PER_SECOND), turn));
    begun.add(lossyClients.start(arrivals(LOSSY_PER_SECOND), turn));
  }

  private int arrivals(int perSecond) {
    return Math.max(1, Math.round(perSecond * turn.toMillis() / 1000f));
  }

  /** Waits for whoever is still there. */
  void awaitAll() throws Exception {
    for (Fetches fetches : begun) {
      HonestClients.await(fetches, turn);
    }
  }

  /** Returns how many fetches brought a right page, of the turns that are over. */
  int completed() {
    return over().mapToInt(Fetches::completed).sum();
  }

  /** Returns why fetches failed, of the turns that are over. */
  List<String> failures() {
    return over().flatMap(fetches -> fetches.failures().stream()).toList();
  }

  private Stream<Fetches> over() {
    return begun.stream().filter(fetches -> fetches.all().isDone());
  }

  @Override
  public void close() {
    clients.close();
    lossyClients.close();
  }
}
