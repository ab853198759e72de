package org.anonproxy.client.cli;

import java.util.Arrays;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.packetlog.PacketLogFile;

/**
 * Gets what a fetch needs ready on a thread of its own, while the options are being read: the event
 * loop's native library and the packet log's classes take as long as they do.
 *
 * <p>What goes wrong goes wrong again where it is needed, and is told there.
 */
final class HeadStart {
  /** Gets nothing ready. */
  static final HeadStart NONE = new HeadStart(new Thread(() -> {}));

  private final Thread thread;

  private HeadStart(Thread thread) {
    this.thread = thread;
  }

  /** Begins to get ready for a fetch with these arguments, which are only glanced at. */
  static HeadStart begin(String... arguments) {
    boolean logs = Arrays.stream(arguments).anyMatch(HeadStart::asksForLog);
    CommandLineProgram.prepareLibraries();
    Thread thread = new Thread(() -> prepare(logs), "head-start");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, failure) -> {});
    thread.start();
    return new HeadStart(thread);
  }

  private static boolean asksForLog(String argument) {
    return argument.startsWith("-l") || argument.startsWith("--log");
  }

  private static void prepare(boolean logs) {
    DatagramTransport.prepare();
    if (logs) {
      PacketLogFile.prepare();
    }
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
