package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks a host up within the deadline. The system's resolver cannot be interrupted and may try for
 * a minute, so it works on a daemon thread that is left to itself when time is up.
 */
final class HostLookup {
  /** More than these are not tried, so that each gets a sensible share of the time. */
  private static final int MAX_ADDRESSES = 8;

  private final AddressResolver resolver;

  HostLookup(AddressResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Returns the addresses to try.
   *
   * @throws UnknownHostException if there is none
   * @throws SocketTimeoutException if the answer did not come in time
   */
  List<InetAddress> addressesOf(String host, Deadline deadline) throws IOException {
    FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> resolver.resolve(host));
    Thread thread = new Thread(lookup, PinnedRoute.THREAD_NAME_PREFIX + "lookup");
    thread.setDaemon(true);
    thread.start();
    try {
      List<InetAddress> found = lookup.get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
      if (found.isEmpty()) {
        throw new UnknownHostException(host);
      }
      return found.subList(0, Math.min(found.size(), MAX_ADDRESSES));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IOException("the look-up of " + encode(host) + " failed", e);
    } catch (TimeoutException e) {
      SocketTimeoutException timeout = new SocketTimeoutException("no answer from the resolver");
      timeout.initCause(e);
      throw timeout;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
