package org.anonproxy.packetlog;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets the writing thread look for lines in naps that grow from 0.25 ms to 16 ms while none come.
 *
 * <p>Publishing a line thus signals nothing: Log4j's default takes a lock for every line, and the
 * "lite" strategies wake the writer for every line of a quiet log, which costs the event loop a
 * system call per packet. An idle log wakes 60 times a second, a busy one collects batches worth
 * one write. Whoever cannot wait for the end of a nap calls {@link #wake()}.
 */
final class PollingWaitStrategy implements WaitStrategy {

  private static final long FIRST_NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(250);
  private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

  private volatile @Nullable Thread napping;

  @Override
  public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
      throws AlertException {
    long napNanos = FIRST_NAP_NANOS;
    long availableSequence;
    while ((availableSequence = dependent.get()) < sequence) {
      barrier.checkAlert();
      napping = Thread.currentThread();
      LockSupport.parkNanos(this, napNanos);
      napping = null;
      napNanos = Math.min(2 * napNanos, LONGEST_NAP_NANOS);
    }
    return availableSequence;
  }

  /** Called for every published line: does nothing, on purpose. */
  @Override
  public void signalAllWhenBlocking() {}

  /** Ends the nap the writing thread is in, if any; one system call per nap, whoever calls. */
  void wake() {
    Thread sleeper = napping;
    if (sleeper != null) {
      napping = null;
      LockSupport.unpark(sleeper);
    }
  }
}
