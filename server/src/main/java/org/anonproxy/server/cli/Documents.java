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
  public static void main(String[] arguments) throws IOException {
    StopSignal stopSignal = StopSignal.install();
    new ProgramDocuments(new ServerCommand(stopSignal), Path.of(arguments[0]))
        .write(arguments[1], arguments[2]);
    stopSignal.exit(CommandLineProgram.SUCCESS);
  }
}
