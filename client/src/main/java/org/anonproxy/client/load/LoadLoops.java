package org.anonproxy.client.load;

import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the event loops of a test, and waits for their answers: not for ever, since a loop can run
 * out of memory or be stuck, and the user still wants an end.
 *
 * <p>Thread: the one that runs the test.
 */
final class LoadLoops {
  private static final long LOOK_MILLIS = 50;

  /** How often to look again for the answer of a loop after the user has asked for the end. */
  private static final int LAST_LOOKS = 20;

  private final CountDownLatch stop;
  private final List<LoadLoop> loops = new ArrayList<>();

  /** Says that the user has asked for the end and the loops do not answer. */
  static final class Unresponsive extends Exception {
    private static final long serialVersionUID = 1;

    Unresponsive() {
      super("the event loops do not answer");
    }
  }

  /**
   * Creates an empty set.
   *
   * @param stop at zero when the user has asked for the end
   */
  LoadLoops(CountDownLatch stop) {
    this.stop = stop;
  }

  void add(LoadLoop loop) {
    loops.add(loop);
  }

  /** Tells the time on the clock of the loops. */
  long nanoTime() {
    return loops.get(0).nanoTime();
  }

  /** Has all loops do something, without waiting for it. */
  void execute(Function<LoadLoop, Runnable> task) {
    loops.forEach(loop -> loop.execute(task.apply(loop)));
  }

  /**
   * Has a step done on each loop and returns what came of it.
   *
   * @throws OutOfMemoryError if there was too little memory for it
   * @throws IllegalStateException if it went wrong in another way, or a loop has ended
   */
  <T> List<T> call(Function<LoadLoop, Callable<T>> step) throws InterruptedException, Unresponsive {
    List<Future<T>> futures = new ArrayList<>();
    for (LoadLoop loop : loops) {
      try {
        futures.add(loop.call(step.apply(loop)));
      } catch (RejectedExecutionException e) {
        throw ended(e);
      }
    }
    List<T> results = new ArrayList<>();
    for (int loop = 0; loop < futures.size(); loop++) {
      Future<T> future = futures.get(loop);
      await(loops.get(loop), future, LAST_LOOKS);
      Throwable cause = future.cause();
      if (cause != null) {
        throw failed(cause);
      }
      results.add(future.getNow());
    }
    return results;
  }

  /**
   * Waits for something of a loop to be done, however it turns out.
   *
   * @param lastLooks how often to look for it after the user has asked for the end
   */
  void await(LoadLoop loop, Future<?> future, int lastLooks)
      throws InterruptedException, Unresponsive {
    int looksLeft = lastLooks;
    while (!future.await(LOOK_MILLIS)) {
      if (loop.hasEnded()) {
        throw ended(null);
      }
      if (stop.getCount() == 0 && looksLeft-- <= 0) {
        throw new Unresponsive();
      }
    }
  }

  private static IllegalStateException failed(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError tooLittle) {
        throw tooLittle;
      }
    }
    return new IllegalStateException(String.valueOf(cause), cause);
  }

  private static IllegalStateException ended(@Nullable Throwable cause) {
    return new IllegalStateException("an event loop of the load test has ended too early", cause);
  }
}
