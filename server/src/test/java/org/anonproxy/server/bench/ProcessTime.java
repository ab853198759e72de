package org.anonproxy.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the CPU time that a process has used, or all processes of the machine together. */
record ProcessTime(long pid) {
  /** The process that stands for all: a server whose own come and go leaves no other trace. */
  static final long MACHINE = 0;

  private static final double TICKS_PER_SECOND = 100;

  double seconds() throws IOException {
    return (pid == MACHINE ? machineTicks() : ticks()) / TICKS_PER_SECOND;
  }

  private long ticks() throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // In user and in kernel mode.
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (NoSuchFileException ended) {
      throw new IOException("the process " + pid + " has ended", ended);
    }
  }

  private static long machineTicks() throws IOException {
    String all = Files.readAllLines(Path.of("/proc/stat")).get(0);
    String[] fields = all.split(" +", -1);
    long ticks = 0;
    for (int field = 1; field <= 7; field++) {
      boolean idle = field == 4 || field == 5;
      ticks += idle ? 0 : Long.parseLong(fields[field]);
    }
    return ticks;
  }
}
