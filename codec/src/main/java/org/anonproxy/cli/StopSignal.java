package org.anonproxy.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an orderly stop on the main thread, with an exit code of the
 * program's choice.
 *
 * <p>A JVM that a signal ends exits with 128 plus the signal's number whatever its hooks do, and a
 * hook cannot return a code; {@code sun.misc.Signal} could, but is unsupported and lost with {@code
 * -Xrs}. Here the hook lets the main thread finish its {@code try} blocks and then halts the JVM
 * with the code given to {@link #exit(int)}; other shutdown hooks run beside and may be cut short
 * by the halt. {@link #exitAsSignalled} leaves the JVM its own code. A program uses one instance
 * and ends by one of the two.
 */
public final class StopSignal {

  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop-signal");
  private volatile int exitCode;
  private volatile boolean endsAsSignalled;
  private volatile Runnable onStop = () -> {};

  private StopSignal() {}

  /** A program: what its main thread does. */
  @FunctionalInterface
  public interface Program {
    /** Runs to its end, which comes soon when {@code signal} asks for it, and returns the code. */
    int run(StopSignal signal) throws Exception;
  }

  /**
   * Runs a program on the main thread, the calling one, listens to the signals meanwhile, and ends
   * the JVM with the program's code. Whatever the program throws is one line on standard error and
   * the code {@link CommandLineProgram#INTERNAL_ERROR}.
   */
  public static void run(Program program) {
    StopSignal signal = install();
    int code = CommandLineProgram.INTERNAL_ERROR;
    try {
      code = program.run(signal);
    } catch (Throwable failure) {
      CommandLineProgram.printInternalError(failure);
    } finally {
      // Without an end, the hook would wait for a main thread that is no more.
      signal.exit(code);
    }
  }

  /** Begins to listen for the signals. */
  public static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Waits, on the main thread, until the program is told to stop. */
  public void await() throws InterruptedException {
    stopRequested.await();
  }

  /**
   * Waits as {@link #await()} does, but not for ever.
   *
   * @return whether the program was told to stop
   */
  public boolean await(Duration atMost) throws InterruptedException {
    return stopRequested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Tells whether the program was told to stop. */
  public boolean isRequested() {
    return stopRequested.getCount() == 0;
  }

  /**
   * Names what ends the main thread's work, such as cancelling a transfer; called once, on a thread
   * of the JVM's own. Runs at once when the signal came first.
   */
  public synchronized void onStop(Runnable action) {
    if (isRequested()) {
      action.run();
    } else {
      onStop = action;
    }
  }

  private void stop() {
    if (stopped.getCount() == 0) {
      return; // The program ends by itself, and System.exit keeps its code.
    }
    synchronized (this) {
      stopRequested.countDown();
      onStop.run();
    }
    try {
      stopped.await();
    } catch (InterruptedException e) {
      // Nobody interrupts a shutdown hook but a program that wants the end at once.
      Thread.currentThread().interrupt();
    }
    if (!endsAsSignalled) {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /** Ends the JVM with this code, whether a signal came or not, when all is closed and flushed. */
  public void exit(int code) {
    exitCode = code;
    System.out.flush();
    System.err.flush();
    stopped.countDown();
    System.exit(code);
  }

  /**
   * Lets the signal that came end the JVM with the code that tells shells of it, 128 plus its
   * number (130 for SIGINT, 143 for SIGTERM), when all is closed. Does not wait for that end.
   *
   * @throws IllegalStateException if no signal came
   */
  public void exitAsSignalled() {
    if (!isRequested()) {
      throw new IllegalStateException("no signal came");
    }
    System.out.flush();
    System.err.flush();
    endsAsSignalled = true;
    stopped.countDown();
  }
}
