package org.anonproxy.server.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * Prints how many blocks per second a server served, how many microseconds of CPU time each cost
 * it, and which share of the time the driver's own event loop was busy.
 *
 * <p>Arguments: protocol (echo, base, or tftp:FILE), server port, server process (0 is all that the
 * machine does but the driver), clients, seconds of warm-up, seconds of measurement.
 */
final class Throughput {
  private static final double NANOS_PER_SECOND = 1e9;

  private Throughput() {}

  /** Runs one measurement and prints one line. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    long process = Long.parseLong(arguments[2]);
    ProcessTime server = new ProcessTime(process);
    ProcessTime driverTime = new ProcessTime(ProcessHandle.current().pid());
    long warmUpSeconds = Long.parseLong(arguments[4]);
    try (BlockDriver driver =
        BlockDriver.start(arguments[0], port, Integer.parseInt(arguments[3]), warmUpSeconds)) {
      driver.run(warmUpSeconds);
      long blocksBefore = driver.blocks();
      double serverBefore = server.seconds();
      double driverBefore = driverTime.seconds();
      long startNanos = System.nanoTime();
      driver.run(Long.parseLong(arguments[5]));
      double elapsed = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
      long served = driver.blocks() - blocksBefore;
      if (served == 0) {
        throw new IOException("no block came from port " + port);
      }
      double driverSeconds = driverTime.seconds() - driverBefore;
      double serverSeconds = server.seconds() - serverBefore;
      if (process == ProcessTime.MACHINE) {
        serverSeconds -= driverSeconds;
      }
      System.out.printf(
          Locale.ROOT,
          "%.0f %.3f %.2f%n",
          served / elapsed,
          serverSeconds / served * 1e6,
          driverSeconds / elapsed);
    }
  }
}
