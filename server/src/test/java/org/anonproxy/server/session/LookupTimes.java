package org.anonproxy.server.session;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.ProgressLimits;
import org.anonproxy.transport.RetransmissionPolicy;

/** Measures look-ups of a {@link SessionTable}; medians, in alternating rounds. */
public record LookupTimes(double randomNanos, double collidingNanos, long allocatedBytesPerLookup) {
  private static final long AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int BASE_ADDRESS = 0x0a00_0000;

  /** Fills a table with random peers and one with peers of equal address + port. */
  public static LookupTimes measure(int peers, int rounds) {
    Bench random = new Bench(randomPeers(peers));
    Bench colliding = new Bench(collidingPeers(peers));
    double[] randomNanos = new double[rounds];
    double[] collidingNanos = new double[rounds];
    long endNanos = System.nanoTime() + AT_MOST_NANOS;
    int round = 0;
    while (round < 2 * rounds && (round == 0 || endNanos - System.nanoTime() > 0)) {
      randomNanos[round % rounds] = random.nanosPerLookup();
      collidingNanos[round % rounds] = colliding.nanosPerLookup();
      round++;
    }
    int measured = Math.min(round, rounds);
    return new LookupTimes(
        median(Arrays.copyOf(randomNanos, measured)),
        median(Arrays.copyOf(collidingNanos, measured)),
        colliding.allocatedBytesPerLookup());
  }

  /** Returns how much longer looking up colliding peers takes. */
  public double ratio() {
    return collidingNanos / randomNanos;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static List<InetSocketAddress> randomPeers(int count) {
    Random random = new Random(4);
    List<InetSocketAddress> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(peer(BASE_ADDRESS + i * 251 + random.nextInt(251), 1 + random.nextInt(65_535)));
    }
    return peers;
  }

  private static List<InetSocketAddress> collidingPeers(int count) {
    List<InetSocketAddress> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(peer(BASE_ADDRESS + 0xffff - i, i));
    }
    return peers;
  }

  private static InetSocketAddress peer(int address, int port) {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(address).array();
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Is a full table and the order in which its peers are looked up. */
  private static final class Bench implements Session.Lifecycle {
    private final SessionTable table = new SessionTable(new SecureRandom());
    private final List<InetSocketAddress> order;
    private long found;

    Bench(List<InetSocketAddress> peers) {
      peers.forEach(this::add);
      order = new ArrayList<>(peers);
      Collections.shuffle(order, new Random(5));
    }

    private void add(InetSocketAddress peer) {
      PageSender sender =
          PageSender.afterSyn(0, RetransmissionPolicy.STANDARD, Unpooled.EMPTY_BUFFER, 1, 2, 12);
      PeerKey key = table.key(peer).copy();
      table.add(new Session(this, peer, key, sender, ProgressLimits.STANDARD, 0));
    }

    double nanosPerLookup() {
      long startNanos = System.nanoTime();
      lookUpAll();
      return (double) (System.nanoTime() - startNanos) / order.size();
    }

    long allocatedBytesPerLookup() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long threadId = Thread.currentThread().getId();
      long beforeBytes = threads.getThreadAllocatedBytes(threadId);
      lookUpAll();
      return (threads.getThreadAllocatedBytes(threadId) - beforeBytes) / order.size();
    }

    private void lookUpAll() {
      for (int i = 0; i < order.size(); i++) {
        if (table.find(order.get(i)) != null) {
          found++;
        }
      }
      if (found % order.size() != 0) {
        throw new IllegalStateException("a peer was not found");
      }
    }

    @Override
    public void established(Session session) {}

    @Override
    public void closed(Session session, CloseReason reason) {}

    @Override
    public void over(Session session) {}
  }
}
