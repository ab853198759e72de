package org.anonproxy.client.load;

import org.jspecify.annotations.Nullable;

/**
 * Simulates one client: does one transfer after another, each from its next port.
 *
 * <p>Thread: its loop's.
 */
final class SimulatedClient {
  private final LoadLoop loop;
  private final ClientPort[] ports;
  private final boolean slow;
  private final Runnable continuation = this::proceed;
  private int begun;
  private long proceedNanos;
  private long deliveredBytes;
  private long servedNanos;
  private long servedSinceNanos;
  private boolean served;
  private @Nullable Transfer transfer;

  SimulatedClient(LoadLoop loop, ClientPort[] ports, boolean slow) {
    this.loop = loop;
    this.ports = ports;
    this.slow = slow;
  }

  /** Tells whether it sends its packets late. */
  boolean isSlow() {
    return slow;
  }

  /** Begins a transfer that was meant to begin at {@code intendedNanos}. */
  void begin(long intendedNanos) {
    served = true;
    servedSinceNanos = loop.nanoTime();
    ClientPort port = ports[begun++ % ports.length];
    Transfer next = new Transfer(loop, this, port, intendedNanos);
    transfer = next;
    port.begin(next);
  }

  /** Returns how many transfers it has begun. */
  int begun() {
    return begun;
  }

  /** Begins the next transfer soon: the engines are not to be called from within each other. */
  void proceedFrom(long nanos) {
    proceedNanos = nanos;
    loop.execute(continuation);
  }

  private void proceed() {
    loop.proceed(this, proceedNanos);
  }

  /**
   * Takes note that the transfer is over.
   *
   * @param leavesServerWaiting whether the server does not know and will repeat its last packet
   */
  void over(boolean leavesServerWaiting) {
    transfer = null;
    if (leavesServerWaiting) {
      int last = (begun - 1) % ports.length;
      ports[last] = loop.spare(ports[last]);
    }
    loop.over(this);
  }

  /** Ends the transfer that is going on, if any. */
  void cut() {
    if (transfer != null) {
      transfer.cut();
    }
  }

  void deliver(int pageBytes) {
    deliveredBytes += pageBytes;
  }

  /** Takes note that the transfer has succeeded or not: now it is this end that takes its time. */
  void settled() {
    served = false;
    servedNanos += loop.nanoTime() - servedSinceNanos;
  }

  /**
   * Forgets what was delivered before the measurement.
   *
   * @return whether it has a transfer that goes on
   */
  boolean beginMeasuring() {
    deliveredBytes = 0;
    servedNanos = 0;
    servedSinceNanos = loop.nanoTime();
    if (transfer != null) {
      transfer.beginMeasuring();
    }
    return served;
  }

  /** Adds the rate at which it got page bytes while it had a transfer. */
  Fairness addTo(Fairness fairness) {
    long nanos = served ? servedNanos + loop.nanoTime() - servedSinceNanos : servedNanos;
    return nanos > 0 ? fairness.plusClient(deliveredBytes / (double) nanos) : fairness;
  }
}
