package org.anonproxy.packetlog;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.anonproxy.queue.SlotQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks for lines in naps that grow from 0.25 ms to 16 ms while none come, and has them written.
 *
 * <p>Logging a line thus signals nothing: a wake-up for every line of a quiet log would cost the
 * event loop a system call per packet. An idle log wakes 60 times a second, a busy one collects
 * batches worth one write. Whoever cannot wait for the end of a nap calls {@link #wake()}.
 */
final class LogThread implements Runnable {

  private static final long FIRST_NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(250);
  private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

  private final SlotQueue<PacketLogLine> queue;
  private final LineWriter writer;
  private volatile @Nullable Thread napping;
  private volatile boolean ending;

  LogThread(SlotQueue<PacketLogLine> queue, LineWriter writer) {
    this.queue = queue;
    this.writer = writer;
  }

  /** Starts the thread, which no program waits for. */
  void start() {
    Thread thread = new Thread(this, "packet-log");
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks for what is queued to be written, and the channel to be closed; callers begin no more. */
  void end() {
    ending = true;
    wake();
  }

  /** Ends the nap the thread is in, if any; one system call per nap, whoever calls. */
  void wake() {
    Thread sleeper = napping;
    if (sleeper != null) {
      napping = null;
      LockSupport.unpark(sleeper);
    }
  }

  @Override
  public void run() {
    try {
      writeUntilEnd();
    } finally {
      // Whatever went wrong, nobody may wait for a queue that has no reader.
      writer.finish();
    }
  }

  private void writeUntilEnd() {
    long napNanos = FIRST_NAP_NANOS;
    while (true) {
      boolean last = ending;
      boolean busy = queue.drain(writer::append);
      writer.flush();
      // Somebody may still be filling a slot in, in front of others.
      if (last && (queue.size() == 0 || writer.isOver())) {
        return;
      }
      napNanos = busy ? FIRST_NAP_NANOS : Math.min(2 * napNanos, LONGEST_NAP_NANOS);
      nap(napNanos);
    }
  }

  private void nap(long nanos) {
    napping = Thread.currentThread();
    // Whoever asks for the end before it sees somebody nap wakes nobody.
    LockSupport.parkNanos(this, ending ? FIRST_NAP_NANOS : nanos);
    napping = null;
  }
}
