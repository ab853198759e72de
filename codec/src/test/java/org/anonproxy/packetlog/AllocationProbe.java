package org.anonproxy.packetlog;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Prints how many bytes the calling thread allocated for {@link #LINES} lines, in a JVM of its own.
 */
final class AllocationProbe {

  static final int LINES = 20_000;

  private AllocationProbe() {}

  public static void main(String[] arguments) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long threadId = Thread.currentThread().getId();
    try (PacketLogFile log = PacketLogFile.open(Path.of(arguments[0]), Overflow.BLOCK)) {
      logLines(log);
      threads.getThreadAllocatedBytes(threadId);
      long beforeBytes = threads.getThreadAllocatedBytes(threadId);
      logLines(log);
      System.out.print(threads.getThreadAllocatedBytes(threadId) - beforeBytes);
    }
  }

  private static void logLines(PacketLogFile log) {
    for (int line = 0; line < LINES; line++) {
      log.sent(line * 100_003, -line, line & 7);
    }
  }
}
