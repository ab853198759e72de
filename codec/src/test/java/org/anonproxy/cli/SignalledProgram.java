package org.anonproxy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.LogManager;

/** Waits for a signal in a JVM of its own, cleans up slowly, and ends with the code it is given. */
final class SignalledProgram {

  /** The second argument of a program that hears the signals in place of the JVM. */
  static final String HEARING = "hearing";

  /** The second argument of a program that leaves them to the JVM. */
  static final String LEAVING = "leaving";

  /** The second argument of a program that ends without a signal. */
  static final String AT_ONCE = "at-once";

  /** The second argument of a program whose main thread fails. */
  static final String FAILING = "failing";

  /** The second argument of a program that a signal meets before it has a log. */
  static final String BEGINNING = "beginning";

  /** The second argument of a program that a signal is to end whatever the main thread does. */
  static final String ENDING = "ending";

  private static final CountDownLatch GIVING_UP = new CountDownLatch(1);

  private SignalledProgram() {}

  public static void main(String[] arguments) {
    String mode = arguments[1];
    StopSignal.Program program = signal -> run(signal, Integer.parseInt(arguments[0]), mode);
    if (mode.equals(HEARING) || mode.equals(ENDING)) {
      StopSignal.runHearing(program);
    } else {
      StopSignal.run(program);
    }
  }

  private static int run(StopSignal signal, int code, String mode) throws InterruptedException {
    if (mode.equals(ENDING)) {
      signal.endAtOnce(code, SignalledProgram::giveUp);
      System.out.println("ready");
      GIVING_UP.await();
      System.out.println("in order");
      signal.endInOrder(code + 1);
    }
    if (mode.equals(BEGINNING)) {
      System.out.println("ready");
      signal.await();
      ConsoleLog.start();
      return code;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(SignalledProgram::writeRecording));
    ConsoleLog.start();
    // Until there is a logger, nothing but the console log itself keeps Log4j's context.
    System.gc();
    signal.onStop(() -> System.out.println("told"));
    System.out.println("ready");
    if (mode.equals(FAILING)) {
      throw new NoClassDefFoundError("no/such\nClass");
    }
    if (!mode.equals(AT_ONCE)) {
      signal.await();
    }
    LogManager.getLogger(SignalledProgram.class).info("bye\nnow");
    ConsoleLog.stop();
    System.out.println("closed");
    return code;
  }

  /** Takes until the test closes standard input. */
  private static void giveUp() {
    GIVING_UP.countDown();
    try {
      System.in.transferTo(System.out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println("given up");
  }

  /** Is another hook, which takes until the test closes standard input. */
  private static void writeRecording() {
    try {
      System.in.transferTo(System.out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println("recorded");
  }
}
