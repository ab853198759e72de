package org.anonproxy.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.ProgramDocuments;
import org.anonproxy.cli.StopSignal;

/** Writes the server's manual page and completions, for the build. */
final class Documents {
  private Documents() {}

  /** Takes a directory, the version and the date of the program. */
  public static void main(String[] arguments) {
    StopSignal.run(signal -> write(signal, arguments));
  }

  private static int write(StopSignal signal, String[] arguments) throws IOException {
    new ProgramDocuments(new ServerCommand(signal, new HangUp()), Path.of(arguments[0]))
        .write(arguments[1], arguments[2]);
    return CommandLineProgram.SUCCESS;
  }
}
