package org.anonproxy.server.cli;

import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.ConsoleLog;
import org.anonproxy.cli.StopSignal;

/** Starts the server from the command line. */
public final class Main {
  private Main() {}

  /** Runs until a signal comes or something is wrong, and exits with a code that says which. */
  public static void main(String[] arguments) {
    StopSignal.runHearing(signal -> run(signal, arguments));
  }

  private static int run(StopSignal signal, String[] arguments) {
    HangUp hangUp = new HangUp();
    hangUp.hear();
    ConsoleLog.start();
    try {
      return CommandLineProgram.run(new ServerCommand(signal, hangUp), arguments);
    } finally {
      ConsoleLog.stop();
    }
  }
}
