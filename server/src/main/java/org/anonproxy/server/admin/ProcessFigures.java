package org.anonproxy.server.admin;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks the JVM and Linux about this process. */
final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double MILLIS_PER_SECOND = 1e3;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();
  private final List<BufferPoolMXBean> buffers =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .toList();

  long heapUsedBytes() {
    return memory.getHeapMemoryUsage().getUsed();
  }

  long heapCommittedBytes() {
    return memory.getHeapMemoryUsage().getCommitted();
  }

  long heapMaxBytes() {
    return memory.getHeapMemoryUsage().getMax();
  }

  /**
   * Returns the direct memory of the JDK's account and, where it has one of its own, of Netty's.
   */
  long directBytes() {
    long counted = buffers.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    return PlatformDependent.useDirectBufferNoCleaner()
        ? counted + PlatformDependent.usedDirectMemory()
        : counted;
  }

  double collectionSeconds() {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum()
        / MILLIS_PER_SECOND;
  }

  long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  double uptimeSeconds() {
    return ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND;
  }

  double startSeconds() {
    return ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND;
  }

  /** Returns the memory that is in RAM, NaN where the system does not tell. */
  double residentBytes() {
    try {
      return Files.readAllLines(STATUS, StandardCharsets.US_ASCII).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException notLinux) {
      return Double.NaN;
    }
  }
}
