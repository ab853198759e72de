package org.anonproxy.server.cli;

import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.ConsoleLog;
import org.anonproxy.cli.StopSignal;

/** Starts the server from the command line. */
public final class Main {
  private Main() {}

  /** Runs until a signal comes or something is wrong, and exits with a code that says which. */
  public static void main(String[] arguments) {
    StopSignal stopSignal = StopSignal.install();
    ConsoleLog.start();
    int exitCode = CommandLineProgram.run(new ServerCommand(stopSignal), arguments);
    ConsoleLog.stop();
    stopSignal.exit(exitCode);
  }
}
