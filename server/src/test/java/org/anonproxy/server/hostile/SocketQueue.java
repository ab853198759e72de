package org.anonproxy.server.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks at the receive queue of a loopback UDP socket, as the kernel tells it. */
record SocketQueue(int port) {
  /** A socket of both protocols stands in the second. */
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private static final int LOCAL_ADDRESS = 1;
  private static final int QUEUES = 4;
  private static final int DROPS = 12;
  private static final int LOOKS = 1000;

  /** Returns how much memory the datagrams that wait to be read take. */
  long waitingBytes() throws IOException {
    return rows().stream()
        .mapToLong(row -> Long.parseLong(row[QUEUES].substring(row[QUEUES].indexOf(':') + 1), 16))
        .sum();
  }

  /** Waits until the server has read everything, for a while. */
  void awaitEmpty() throws IOException {
    for (int i = 0; i < LOOKS && waitingBytes() > 0; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Returns how many datagrams found the queue full since the socket was opened. */
  long drops() throws IOException {
    return rows().stream().mapToLong(row -> Long.parseLong(row[DROPS])).sum();
  }

  private List<String[]> rows() throws IOException {
    String suffix = String.format(":%04X", port);
    List<String[]> rows = new ArrayList<>();
    for (Path table : TABLES) {
      Files.readAllLines(table, US_ASCII).stream()
          .map(line -> line.trim().split("\\s+"))
          .filter(row -> row[LOCAL_ADDRESS].endsWith(suffix))
          .forEach(rows::add);
    }
    if (rows.isEmpty()) {
      throw new IOException("no socket has port " + port);
    }
    return rows;
  }
}
