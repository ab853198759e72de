package org.anonproxy.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT, SIGTERM and whatever else ends a JVM into an orderly stop on the main thread.
 *
 * <p>By itself the JVM begins to shut down when a signal comes, and a hook lets the main thread
 * come to its end; other hooks run beside, and the exit code is the JVM's, 128 plus the signal's
 * number. A program that wants a code of its own {@link #runHearing hears} the signals in place of
 * the JVM, which so begins to shut down when the main thread has closed all. Either way each hook
 * runs to its end, be it a flight recorder's that writes its file: nothing here halts the JVM.
 */
public final class StopSignal {
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch acted = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::shutDown, "stop-signal");

  /** What to do when the signal comes; null when that was begun. */
  private final AtomicReference<@Nullable Runnable> onStop = new AtomicReference<>(() -> {});

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
   * the code {@link CommandLineProgram#INTERNAL_ERROR}; nothing if the JVM shuts down meanwhile.
   */
  public static void run(Program program) {
    new StopSignal().listenTo(program);
  }

  /**
   * Runs a program as {@link #run} does, and hears SIGINT and SIGTERM in place of the JVM, so that
   * the exit code is the program's. Where signals cannot be heard ({@link ProcessSignal}), they are
   * left to the JVM.
   */
  public static void runHearing(Program program) {
    StopSignal signal = new StopSignal();
    // Before anything else: until then, a signal makes the JVM shut down under the main thread.
    boolean unused = ProcessSignal.handle("TERM", signal::stop);
    unused = ProcessSignal.handle("INT", signal::stop);
    signal.listenTo(program);
  }

  private void listenTo(Program program) {
    int code = CommandLineProgram.INTERNAL_ERROR;
    try {
      listen();
      code = program.run(this);
    } catch (Throwable failure) {
      // A JVM that shuts down refuses many things, and that is no fault of the program.
      if (!isJvmShuttingDown()) {
        CommandLineProgram.printInternalError(failure);
      }
    } finally {
      // Without an end, the hook would wait for a main thread that is no more.
      exit(code);
    }
  }

  /** Tells whether the JVM shuts down, which the hook may not have been told yet. */
  static boolean isJvmShuttingDown() {
    Thread probe = new Thread(() -> {}, "probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException shuttingDown) {
      return true;
    }
  }

  private void listen() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      stop();
    }
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
   * of the JVM's own, however many signals come. Runs at once when a signal came first.
   */
  public void onStop(Runnable action) {
    if (onStop.getAndUpdate(current -> current == null ? null : action) == null) {
      action.run();
    }
  }

  /**
   * Lets a signal end the JVM with this code, after {@code last}, whatever the main thread does.
   */
  public void endAtOnce(int code, Runnable last) {
    onStop(
        () -> {
          try {
            last.run();
          } finally {
            exit(code);
          }
        });
  }

  /**
   * Leaves the end to the main thread again, which has something to close from now on. Does not
   * return if a signal came before: then the JVM ends when what was to be done is done, with this
   * code unless that has another.
   */
  public void endInOrder(int code) throws InterruptedException {
    if (onStop.getAndUpdate(action -> action == null ? null : () -> {}) == null) {
      acted.await();
      exit(code);
    }
  }

  private void stop() {
    stopRequested.countDown();
    Runnable action = onStop.getAndSet(null);
    if (action != null) {
      try {
        action.run();
      } finally {
        acted.countDown();
      }
    }
  }

  private void shutDown() {
    if (stopped.getCount() == 0) {
      return; // The program ends by itself.
    }
    stop();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      // Nobody interrupts a shutdown hook but a program that wants the end at once.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the JVM when its hooks have run: with this code, or with the signal's if the JVM shuts
   * down already. Does not return, but when called from {@link #onStop} in that case.
   */
  public void exit(int code) {
    System.out.flush();
    System.err.flush();
    stopped.countDown();
    if (Thread.currentThread() != hook) {
      System.exit(code);
    }
  }
}
