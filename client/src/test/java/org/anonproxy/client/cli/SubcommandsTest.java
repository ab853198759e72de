package org.anonproxy.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import org.anonproxy.cli.CommandLineProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Tells plain fetches from runs that a subcommand may have to do with. */
final class SubcommandsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "load -s ::1 -p 9000 -c 1",
        "-q load -c 1",
        "trace packets.pcapng",
        "-s ::1 -p 9000 -f load",
        "--help",
        "-h",
        "-qh",
        "--config=file",
        "--config file",
        "@arguments"
      })
  void areNeededInDoubt(String line) {
    assertTrue(Subcommands.mayBeNeeded(Map.of(), line.split(" ")));
  }

  @Test
  void areNeededToUnderstandAConfigurationFile() {
    assertTrue(Subcommands.mayBeNeeded(Map.of("ANONCLIENT_CONFIG", "file"), "-q"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-s host -p 9000 -f page -l log --capture capture --transport nio",
        "-s ::1 -p 9000 -f - -q",
        "--version",
        "stray",
        ""
      })
  void areLeftOutOfAPlainFetch(String line) {
    assertFalse(Subcommands.mayBeNeeded(Map.of("ANONCLIENT_PORT", "9000"), line.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-V", "load --version", "trace --version=true"})
  void haveTheVersionOfTheProgram(String line) {
    StringWriter out = new StringWriter();
    CommandLine program =
        CommandLineProgram.commandLine(Main.command(new Interruption(() -> {})))
            .setOut(new PrintWriter(out, true));
    assertEquals(0, program.execute(line.split(" ")));
    assertEquals("anonclient (unpackaged)\n", out.toString());
  }

  @Test
  void areAllKnown() {
    assertEquals(
        Set.of(Subcommands.LOAD, Subcommands.TRACE),
        Main.command(new Interruption(() -> {})).subcommands().keySet());
  }
}
