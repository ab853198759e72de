package org.anonproxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives the programs that a test starts the ordinary meaning of SIGINT and SIGHUP: Maven itself may
 * run in the background of a script or under {@code nohup}, and what it starts would ignore them.
 */
public final class OrdinarySignals {
  /** The number of SIGINT. */
  public static final int INT = 2;

  private static final int HUP = 1;

  private OrdinarySignals() {}

  /** Returns what a command begins with so that no signal is ignored; mostly nothing. */
  public static List<String> prefix() {
    long self = ProcessHandle.current().pid();
    return ignores(self, INT) || ignores(self, HUP)
        ? List.of("env", "--default-signal=INT,HUP")
        : List.of();
  }

  /** Tells whether a process ignores a signal; false where the system does not say. */
  public static boolean ignores(long pid, int signal) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return false;
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> line.substring("SigIgn:".length()).strip())
          .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
