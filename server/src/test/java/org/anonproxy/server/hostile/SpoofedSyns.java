package org.anonproxy.server.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.anonproxy.wire.Flags;

/** Floods the server with SYNs of peers that each exist for the moment of one SYN. */
final class SpoofedSyns implements Scenario {
  private static final int PAGE_BYTES = 5000;
  private static final int MEGABYTE = 1_000_000;
  private static final long MAX_LIVE_BYTES = 2 * MEGABYTE;
  private static final long MAX_RESIDENT_BYTES = 32 * MEGABYTE;

  /** Enough to fill the half-open limit, few enough to be seen to fill it. */
  private static final int SECOND_FLOOD_SYNS = 20_000;

  private static final int HALF_OPEN_LIMIT = 4096;
  private static final Duration FLOOD = Duration.ofSeconds(200);

  /** A flood of so many SYNs takes about so long; honest clients are spread over it. */
  private static final int EXPECTED_SYNS_PER_SECOND = 50_000;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64);

  @Override
  public String name() {
    return "spoofed-syns";
  }

  /** Holds what the flood did to the server. */
  private record Flood(Fetches fetches, int syns, double seconds, long drops, long grownBytes) {}

  @Override
  public Verdict run(Scale scale) throws Exception {
    try (ServedFile page = ServedFile.ofBytes(PAGE_BYTES);
        ServerProcess server = ServerProcess.start(page);
        HonestClients clients = new HonestClients(server.address(), page)) {
      clients.run(1000, Duration.ofSeconds(3));
      Flood flood = flood(server, clients, scale);
      long emptySeconds = secondsUntilEmpty(server);
      ClassHistogram before = server.liveObjects();
      send(server, SECOND_FLOOD_SYNS);
      ClassHistogram full = server.liveObjects();
      long liveBytes = full.totalBytes() - before.totalBytes();
      boolean passed =
          flood.fetches.areAllComplete()
              && flood.syns == scale.spoofedSyns()
              && full.sessions() >= HALF_OPEN_LIMIT / 2
              && full.sessions() <= HALF_OPEN_LIMIT
              && liveBytes < MAX_LIVE_BYTES
              && flood.grownBytes < MAX_RESIDENT_BYTES
              && emptySeconds <= 10;
      return new Verdict(
          passed,
          "all honest fetches complete, live heap +<2 MB, RSS +<32 MB, empty within 10 s",
          String.format(
              "%d SYNs at %.0f/s (%d found the socket full), %s, live heap +%.2f MB for %d half-open,"
                  + " RSS +%.1f MB, empty after %d s",
              flood.syns,
              flood.syns / flood.seconds,
              flood.drops,
              flood.fetches.text(),
              (double) liveBytes / MEGABYTE,
              full.sessions(),
              (double) flood.grownBytes / MEGABYTE,
              emptySeconds));
    }
  }

  private Flood flood(ServerProcess server, HonestClients clients, Scale scale) throws Exception {
    long dropsBefore = server.queue().drops();
    ResidentMemory memory = ResidentMemory.watch(server);
    Duration duration =
        Duration.ofSeconds(Math.max(1, scale.spoofedSyns() / EXPECTED_SYNS_PER_SECOND));
    Fetches fetches = clients.start(scale.honestClients(), duration);
    long startNanos = System.nanoTime();
    int syns = send(server, scale.spoofedSyns());
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    HonestClients.await(fetches, duration);
    return new Flood(
        fetches, syns, seconds, server.queue().drops() - dropsBefore, memory.stopAndTellGrowth());
  }

  /** Sends SYNs, each from an address and port of its own, as fast as sockets open and close. */
  private int send(ServerProcess server, int syns) throws IOException {
    long endNanos = System.nanoTime() + FLOOD.toNanos();
    int sent = 0;
    while (sent < syns && endNanos - System.nanoTime() > 0) {
      try (DatagramChannel spoofed = Datagrams.socket(sent++)) {
        int isn = ThreadLocalRandom.current().nextInt();
        spoofed.send(Datagrams.packet(buffer, isn, 0, Flags.SYN), server.address());
      }
    }
    return sent;
  }

  private static long secondsUntilEmpty(ServerProcess server) throws Exception {
    long startNanos = System.nanoTime();
    long seconds = 0;
    while (seconds <= 20 && server.liveObjects().sessions() > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos) + 1;
    }
    return seconds;
  }

  /** Watches how the physical memory of a server grows. */
  private static final class ResidentMemory {
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private final ServerProcess server;
    private final long beforeBytes;
    private final CompletableFuture<Long> peakBytes;
    private volatile boolean stopped;

    private ResidentMemory(ServerProcess server) throws IOException {
      this.server = server;
      this.beforeBytes = server.residentBytes();
      this.peakBytes = CompletableFuture.supplyAsync(this::watch);
    }

    static ResidentMemory watch(ServerProcess server) throws IOException {
      return new ResidentMemory(server);
    }

    private long watch() {
      long endNanos = System.nanoTime() + AT_MOST.toNanos();
      long peak = beforeBytes;
      while (!stopped && endNanos - System.nanoTime() > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        try {
          peak = Math.max(peak, server.residentBytes());
        } catch (IOException gone) {
          return Long.MAX_VALUE;
        }
      }
      return peak;
    }

    long stopAndTellGrowth() throws Exception {
      stopped = true;
      return peakBytes.get(10, TimeUnit.SECONDS) - beforeBytes;
    }
  }
}
