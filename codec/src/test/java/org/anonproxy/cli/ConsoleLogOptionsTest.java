package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.anonproxy.logfile.Rotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ConsoleLogOptionsTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void saysWhyItsFileCannotBeWritten() {
    assertEquals(
        "cannot write the log file " + directory + ": it is a directory; name a file in it",
        refusal(directory));
    Path orphan = directory.resolve("missing").resolve("events.log");
    assertEquals(
        "cannot write the log file " + orphan + ": its directory does not exist; create it first",
        refusal(orphan));
  }

  private static String refusal(Path file) {
    Program program = new Program();
    new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--log-file", file.toString());
    UserException refusal =
        assertThrows(UserException.class, () -> program.log.apply(Rotation.NONE));
    return String.valueOf(refusal.getMessage());
  }

  @Command
  private static final class Program {
    @Mixin private final ConsoleLogOptions log = new ConsoleLogOptions();
  }
}
