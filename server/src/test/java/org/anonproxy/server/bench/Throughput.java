package org.anonproxy.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures servers, one after the other, as standard input asks for: how many blocks per second one
 * served, how many microseconds of CPU time each cost it, and which share of the time the driver's
 * own event loop was busy. One process measures all, since a JVM takes ten seconds until it is done
 * with compiling, in the middle of which it is slow once more.
 *
 * <p>A line of input: protocol (echo, base, or tftp:FILE), server port, server process (0 is all
 * that the machine does but the driver), clients, seconds of warm-up, seconds of measurement. A
 * line of output: the three figures, or what went wrong.
 */
final class Throughput {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private Throughput() {}

  /** Measures until the input ends. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] request = line.split(" ", -1);
      String result;
      try {
        result =
            measure(
                request[0],
                Integer.parseInt(request[1]),
                Long.parseLong(request[2]),
                Integer.parseInt(request[3]),
                Long.parseLong(request[4]),
                Long.parseLong(request[5]));
      } catch (IOException | ChannelException e) {
        result = "ERROR: " + e.getMessage();
      }
      System.out.println(result);
    }
  }

  private static String measure(
      String protocol, int port, long process, int clients, long warmUpSeconds, long seconds)
      throws IOException, InterruptedException {
    ProcessTime server = new ProcessTime(process);
    ProcessTime driverTime = new ProcessTime(ProcessHandle.current().pid());
    try (BlockDriver driver = BlockDriver.start(protocol, port, clients, warmUpSeconds)) {
      driver.run(warmUpSeconds);
      if (driver.begun() < clients) {
        throw new IOException("only " + driver.begun() + " of the clients have begun by now");
      }
      long blocksBefore = driver.blocks();
      double serverBefore = server.seconds();
      double driverBefore = driverTime.seconds();
      long startNanos = System.nanoTime();
      driver.run(seconds);
      double elapsed = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
      long served = driver.blocks() - blocksBefore;
      double driverSeconds = driverTime.seconds() - driverBefore;
      double serverSeconds = server.seconds() - serverBefore;
      if (served == 0) {
        throw new IOException("no block came from port " + port);
      }
      if (process == ProcessTime.MACHINE) {
        serverSeconds -= driverSeconds;
      }
      return String.format(
          Locale.ROOT,
          "%.0f %.3f %.2f",
          served / elapsed,
          serverSeconds / served * 1e6,
          driverSeconds / elapsed);
    }
  }
}
