package org.anonproxy.client.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.StopSignal;
import picocli.CommandLine.Model.CommandSpec;

/** Starts the client from the command line. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM: by its exit code, or as the signal wants that came. */
  public static void main(String[] arguments) {
    StopSignal.run(signal -> run(signal, arguments));
  }

  private static int run(StopSignal signal, String[] arguments) {
    InternalLoggerFactory.setDefaultFactory(DeferredLogger.factory());
    Interruption interruption = new Interruption(() -> signal.exit(ClientCommand.INTERRUPTED));
    signal.onStop(interruption::request);
    return run(interruption, arguments);
  }

  private static int run(Interruption interruption, String... arguments) {
    if (Subcommands.mayBeNeeded(System.getenv(), arguments)) {
      return CommandLineProgram.run(command(interruption), arguments);
    }
    HeadStart headStart = HeadStart.begin();
    CommandSpec fetch = new ClientCommand(interruption, headStart).spec();
    try {
      return CommandLineProgram.run(fetch, arguments);
    } finally {
      // Netty would leave its library's temporary file behind if it were interrupted.
      headStart.await();
    }
  }

  /** Makes the command with its subcommands, which share the interruption. */
  static CommandSpec command(Interruption interruption) {
    return new ClientCommand(interruption, HeadStart.NONE)
        .spec()
        .addSubcommand(
            Subcommands.LOAD, CommandSpec.forAnnotatedObject(new LoadCommand(interruption)))
        .addSubcommand(Subcommands.TRACE, CommandSpec.forAnnotatedObject(new TraceCommand()));
  }
}
