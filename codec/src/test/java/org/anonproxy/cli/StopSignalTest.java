package org.anonproxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.testing.CoverageAgent;
import org.anonproxy.testing.OrdinarySignals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopSignalTest {

  @ParameterizedTest
  @CsvSource({"TERM,0,0", "INT,3,3", "INT,as-signalled,130", "TERM,as-signalled,143"})
  void endsWithTheCodeOfTheProgramAfterItsCleanUp(String signal, String asked, int code)
      throws Exception {
    Process program = start(asked);
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid())).start().waitFor();

      assertEquals("told", out.readLine());
      assertEquals("closed", out.readLine());
      assertEquals(code, program.waitFor());
    }
    assertLoggedOneLine(program);
  }

  @Test
  void endsWithTheCodeOfTheProgramWithoutASignal() throws Exception {
    Process program = start("3", "at once");
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      assertEquals("closed", out.readLine());
      assertEquals(3, program.waitFor());
    }
    assertLoggedOneLine(program);
  }

  private static void assertLoggedOneLine(Process program) throws IOException {
    String err = new String(program.getErrorStream().readAllBytes(), UTF_8);
    assertTrue(
        err.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  bye\\\\u000Anow\\n"),
        err);
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(OrdinarySignals.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(CoverageAgent.arguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SignalledProgram.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
