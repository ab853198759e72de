package org.anonproxy.client.load;

/**
 * Deals clients out to event loops in turn, and arrivals to loops as if each arrival were the next
 * client's: a loop gets as many as its clients can take.
 *
 * @param clients how many clients all loops have
 * @param loops how many loops there are, at most one per client
 * @param loop whose share this is, from 0
 */
record Deal(int clients, int loops, int loop) {
  /** Returns how many of the clients are this loop's. */
  int ownClients() {
    return clients / loops + (loop < clients % loops ? 1 : 0);
  }

  /** Returns which of all arrivals is this loop's {@code index}-th, both from 0. */
  long arrival(long index) {
    int own = ownClients();
    return index / own * clients + index % own * loops + loop;
  }

  /** Returns for how many arrivals there is one of this loop, on average. */
  double arrivalsPerOwn() {
    return (double) clients / ownClients();
  }
}
