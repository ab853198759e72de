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
    InternalLoggerFactory.setDefaultFactory(DeferredLogger.factory());
    boolean plainFetch = !Subcommands.mayBeNeeded(System.getenv(), arguments);
    // Before anything else, as it takes longest: what it does for the first while leaves no trace.
    HeadStart headStart = plainFetch ? HeadStart.begin() : HeadStart.NONE;
    StopSignal.run(
        signal -> {
          Interruption interruption =
              new Interruption(() -> signal.exit(ClientCommand.INTERRUPTED));
          signal.onStop(interruption::request);
          return plainFetch
              ? fetch(interruption, headStart, arguments)
              : CommandLineProgram.run(command(interruption), arguments);
        });
  }

  private static int fetch(Interruption interruption, HeadStart headStart, String... arguments) {
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
