package org.anonproxy.client.cli;

import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.PropertyDefaults;
import org.anonproxy.netty.DatagramTransport;

/**
 * Gets what a fetch needs of Netty ready, and no more of it, on a thread of its own, while the
 * options are being read, which takes as long.
 *
 * <p>What goes wrong goes wrong again where it is needed, and is told there.
 */
final class HeadStart {
  /** Gets nothing ready. */
  static final HeadStart NONE = new HeadStart(new Thread());

  private final Thread thread;

  private HeadStart(Thread thread) {
    this.thread = thread;
  }

  /** Begins to get ready for a fetch. */
  static HeadStart begin() {
    CommandLineProgram.prepareNetty();
    skipWhatAFetchDoesWithout();
    Thread thread = new Preparation();
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      return NONE;
    }
    return new HeadStart(thread);
  }

  /** Is a class of its own, since the first lambda of a JVM takes 10 ms, which others can wait. */
  private static final class Preparation extends Thread {
    Preparation() {
      super("head-start");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        DatagramTransport.prepare();
      } catch (Throwable failure) {
        // It goes wrong again where it is needed.
      }
    }
  }

  /**
   * Has Netty leave out what pays only in longer runs: its pool of buffers, events for the flight
   * recorder, and which distribution of Linux this is, for a library that is not used.
   */
  private static void skipWhatAFetchDoesWithout() {
    PropertyDefaults.set("io.netty.allocator.type", "unpooled");
    PropertyDefaults.set("io.netty.jfr.enabled", "false");
    PropertyDefaults.set("io.netty.osClassifiers", "");
  }

  /** Waits until all is ready; two threads never load one library. */
  void await() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
