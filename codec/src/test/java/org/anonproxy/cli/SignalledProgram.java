package org.anonproxy.cli;

import org.apache.logging.log4j.LogManager;

/** Waits for a signal in a JVM of its own, cleans up slowly, and ends with the code it is given. */
final class SignalledProgram {

  /** The argument that asks for the signal's own code. */
  static final String AS_SIGNALLED = "as-signalled";

  private SignalledProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    StopSignal signal = StopSignal.install();
    ConsoleLog.start();
    signal.onStop(() -> System.out.println("told"));
    System.out.println("ready");
    if (arguments.length == 1) {
      signal.await();
    }
    LogManager.getLogger(SignalledProgram.class).info("bye\nnow");
    ConsoleLog.stop();
    System.out.println("closed");
    if (arguments[0].equals(AS_SIGNALLED)) {
      signal.exitAsSignalled();
    } else {
      signal.exit(Integer.parseInt(arguments[0]));
    }
  }
}
