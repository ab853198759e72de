package org.anonproxy.client.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows what the system allows a process, and whether a test fits in.
 *
 * @param maxFiles how many file descriptors the process may have
 * @param openFiles how many it has
 * @param firstPort the first UDP port that is given to who asks for any
 * @param lastPort the last one
 * @param maxHeapBytes how large the heap may grow
 */
record SystemLimits(long maxFiles, long openFiles, int firstPort, int lastPort, long maxHeapBytes) {
  private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  /** What the event loops, the reports and the JVM itself still need. */
  private static final int SPARE_FILES = 64;

  /** Which part of the range may be used: the search for a free port is random and gives up. */
  private static final double USABLE_SHARE = 0.9;

  private static final int MAX_LOOPBACK_SOURCES = 250;

  /** What the program takes without any client, and each port with its client and its transfer. */
  private static final long BASE_HEAP_BYTES = 8 << 20;

  private static final long PORT_HEAP_BYTES = 2_000;

  /** What a simulated link takes beside, with the datagrams that it holds. */
  private static final long LINK_HEAP_BYTES = 3_000;

  /** What a heap needs beyond what is in use, for a test that does more than collect garbage. */
  private static final long COMFORT = 2;

  private static final int MAX_SPARE_PORTS = 20_000;

  private static final int BYTES_PER_MEGABYTE = 1 << 20;

  /** Reads the limits; what the system does not tell is taken to be no limit, or the usual one. */
  static SystemLimits read() throws IOException {
    long maxFiles = Long.MAX_VALUE;
    long openFiles = 0;
    long heapBytes = Runtime.getRuntime().maxMemory();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      maxFiles = unix.getMaxFileDescriptorCount();
      openFiles = unix.getOpenFileDescriptorCount();
    }
    if (!Files.isReadable(PORT_RANGE)) {
      return new SystemLimits(maxFiles, openFiles, 49_152, 65_535, heapBytes);
    }
    // The kernel gives out the whole line at the first read or not at all, so one byte will not do.
    String line = Files.readAllLines(PORT_RANGE).get(0);
    String[] range = line.trim().split("\\s+", 2);
    return new SystemLimits(
        maxFiles, openFiles, Integer.parseInt(range[0]), Integer.parseInt(range[1]), heapBytes);
  }

  private int portsPerSource() {
    return (int) ((lastPort - firstPort + 1) * USABLE_SHARE);
  }

  /**
   * Checks that the plan fits in, spreads it over several loopback addresses if one has too few
   * ports and the server is on loopback too, and sets aside spare ports if its clients need any.
   *
   * @throws IOException saying which limit is too low and how to raise it
   */
  LoadPlan settle(LoadPlan plan) throws IOException {
    LoadPlan spread = spread(plan);
    if (!plan.misbehaviour().leavesServerWaiting()) {
      return spread;
    }
    long files = maxFiles - openFiles - SPARE_FILES - plan.ports();
    long sources = Math.max(1, spread.target().sources().size());
    long free = sources * portsPerSource() - plan.ports();
    long heap = (maxHeapBytes / 2 - neededHeapBytes(plan)) / portHeapBytes(plan);
    long spare = Math.max(0, Math.min(MAX_SPARE_PORTS, Math.min(heap, Math.min(files, free))));
    return spread.withTarget(spread.target().withSparePorts((int) spare));
  }

  private LoadPlan spread(LoadPlan plan) throws IOException {
    long ports = plan.ports();
    if (ports > maxFiles - openFiles - SPARE_FILES) {
      throw tooFewFiles(plan);
    }
    if (neededHeapBytes(plan) > maxHeapBytes) {
      throw tooLittleHeap(plan);
    }
    Target target = plan.target();
    int sources = Math.max(1, target.sources().size());
    if (ports <= (long) sources * portsPerSource()) {
      return plan;
    }
    InetAddress server = target.server().getAddress();
    boolean onLoopback = server instanceof Inet4Address && server.isLoopbackAddress();
    long needed = (ports + portsPerSource() - 1) / portsPerSource();
    if (!target.sources().isEmpty() || !onLoopback || needed > MAX_LOOPBACK_SOURCES) {
      throw tooFewPorts(plan);
    }
    return plan.withTarget(target.withSources(loopbackAddresses((int) needed)));
  }

  private static List<InetAddress> loopbackAddresses(int count) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int last = 1; last <= count; last++) {
      addresses.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}));
    }
    return addresses;
  }

  private static long neededHeapBytes(LoadPlan plan) {
    return BASE_HEAP_BYTES + plan.ports() * portHeapBytes(plan);
  }

  private static long portHeapBytes(LoadPlan plan) {
    return PORT_HEAP_BYTES + (plan.impairment().isActive() ? LINK_HEAP_BYTES : 0);
  }

  /** Says what a user can do about a port that could not be opened, or memory that ran out. */
  IOException explain(LoadPlan plan, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    IOException explained;
    if (cause instanceof OutOfMemoryError) {
      explained = tooLittleHeap(plan);
    } else if (message.contains("Too many open files")) {
      explained = tooFewFiles(plan);
    } else if (message.contains("Address already in use")
        || message.contains("Resource temporarily unavailable")) {
      explained = tooFewPorts(plan);
    } else if (message.contains("Cannot assign requested address")) {
      explained =
          new IOException("an address of --source is none of this machine's; see: ip address");
    } else {
      boolean says = cause.getMessage() != null && !message.startsWith("null");
      explained = new IOException("cannot open a UDP port: " + (says ? message : cause));
    }
    explained.initCause(cause);
    return explained;
  }

  private IOException tooFewFiles(LoadPlan plan) {
    long needed = plan.ports() + openFiles + SPARE_FILES;
    return new IOException(
        String.format(
            "%d UDP ports need %d file descriptors, and the limit is %d;"
                + " raise it in the shell before the test: ulimit -n %d"
                + " (and as root, if that is refused: ulimit -Hn %d)",
            plan.ports(), needed, maxFiles, needed, needed));
  }

  private IOException tooLittleHeap(LoadPlan plan) {
    long advised = Math.max(COMFORT * neededHeapBytes(plan), COMFORT * maxHeapBytes);
    return new IOException(
        String.format(
            "%d UDP ports need about %d MB of heap, and the limit is %d MB; raise it: JAVA_OPTS=-Xmx%dm",
            plan.ports(),
            neededHeapBytes(plan) / BYTES_PER_MEGABYTE,
            maxHeapBytes / BYTES_PER_MEGABYTE,
            advised / BYTES_PER_MEGABYTE));
  }

  private IOException tooFewPorts(LoadPlan plan) {
    return new IOException(
        String.format(
            "%d UDP ports are needed, and each local address has about %d (%d to %d);"
                + " name more local addresses with --source,"
                + " or widen the range: sysctl -w net.ipv4.ip_local_port_range='1024 65535'",
            plan.ports(), portsPerSource(), firstPort, lastPort));
  }
}
