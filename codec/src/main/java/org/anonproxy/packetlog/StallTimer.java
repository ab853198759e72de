package org.anonproxy.packetlog;

import java.util.concurrent.TimeUnit;

/**
 * Tells a device that takes nothing from one that is merely slow: the time that counts is the time
 * since something was last taken. Belongs to the thread that waits.
 */
final class StallTimer {

  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LineWriter writer;
  private long writes;
  private long sinceNanos = System.nanoTime();

  StallTimer(LineWriter writer) {
    this.writer = writer;
    writes = writer.writes();
  }

  /** Says whether nothing was written for two seconds; to be asked again and again. */
  boolean isStalled() {
    long writesNow = writer.writes();
    if (writesNow != writes) {
      writes = writesNow;
      sinceNanos = System.nanoTime();
    }
    return System.nanoTime() - sinceNanos >= STALL_NANOS;
  }
}
