package org.anonproxy.client.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.anonproxy.cli.ProgramDocuments;

/** Writes the client's manual pages and completions, for the build. */
final class Documents {
  private Documents() {}

  /** Takes a directory, the version and the date of the program. */
  public static void main(String[] arguments) throws IOException {
    new ProgramDocuments(Main.command(new Interruption(() -> {})), Path.of(arguments[0]))
        .write(arguments[1], arguments[2]);
  }
}
