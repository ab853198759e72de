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
  @CsvSource({
    "TERM, 0, hearing, java.se, 143",
    "TERM, 0, hearing, '', 0",
    "INT, 3, hearing, '', 3",
    "HUP, 0, hearing, '', 129",
    "INT, 0, leaving, '', 130",
    "TERM, 0, leaving, '', 143"
  })
  void endsWhenMainThreadAndAllHooksHave(
      String signal, String asked, String mode, String modules, int code) throws Exception {
    Process program = start(onlyModules(modules), asked, mode);
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      kill(program, signal);

      assertEquals("told", out.readLine());
      assertEquals("closed", out.readLine());
      program.getOutputStream().close();
      assertEquals("recorded", out.readLine());
      assertEquals(code, program.waitFor());
    }
    assertLoggedOneLine(program);
  }

  @Test
  void isToldOnceHoweverManySignalsCome() throws Exception {
    Process program = start(List.of(), "7", SignalledProgram.HEARING);
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      kill(program, "TERM");
      assertEquals("told", out.readLine());
      kill(program, "INT");
      assertEquals("closed", out.readLine());
      // By now the JVM shuts down, or is about to.
      kill(program, "TERM");
      program.getOutputStream().close();
      assertEquals("recorded", out.readLine());
      assertEquals(7, program.waitFor());
    }
    assertLoggedOneLine(program);
  }

  @Test
  void endsWithTheCodeOfTheProgramWithoutASignal() throws Exception {
    Process program = start(List.of(), "3", SignalledProgram.AT_ONCE);
    program.getOutputStream().close();
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      assertEquals("closed", out.readLine());
      assertEquals("recorded", out.readLine());
      assertEquals(3, program.waitFor());
    }
    assertLoggedOneLine(program);
  }

  @Test
  void endsInOneLineWhateverTheMainThreadThrows() throws Exception {
    Process program = start(List.of(), "0", SignalledProgram.FAILING);
    program.getOutputStream().close();
    assertEquals(
        "ERROR: internal error: java.lang.NoClassDefFoundError: no/such\\u000AClass\n",
        new String(program.getErrorStream().readAllBytes(), UTF_8));
    assertEquals(CommandLineProgram.INTERNAL_ERROR, program.waitFor());
  }

  /** The JVM shuts down then, which a logging library among others refuses to begin in. */
  @Test
  void endsInSilenceWhenASignalComesBeforeThereIsALog() throws Exception {
    Process program = start(List.of(), "0", SignalledProgram.BEGINNING);
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      kill(program, "TERM");
      assertEquals(143, program.waitFor());
    }
    assertEquals("", new String(program.getErrorStream().readAllBytes(), UTF_8));
  }

  @Test
  void doesNotCutOffWhatASignalBegan() throws Exception {
    Process program = start(List.of(), "7", SignalledProgram.ENDING);
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      kill(program, "TERM");
      assertEquals("in order", out.readLine());
      program.getOutputStream().close();
      assertEquals("given up", out.readLine());
      assertEquals(7, program.waitFor());
    }
  }

  /** A shell starts what runs in its background so, and nohup does the same with SIGHUP. */
  @Test
  void goesOnIgnoringWhatItWasStartedToIgnore() throws Exception {
    List<String> ignoring = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    List<String> command = new ArrayList<>(ignoring);
    command.addAll(java(List.of(), "5", SignalledProgram.HEARING));
    Process program = new ProcessBuilder(command).start();
    try (BufferedReader out = program.inputReader(UTF_8)) {
      assertEquals("ready", out.readLine());
      assertTrue(OrdinarySignals.ignores(program.pid(), OrdinarySignals.INT));
      kill(program, "INT");
      kill(program, "TERM");
      assertEquals("told", out.readLine());
      program.getOutputStream().close();
      assertEquals(5, program.waitFor());
    }
  }

  private static List<String> onlyModules(String modules) {
    return modules.isEmpty() ? List.of() : List.of("--limit-modules", modules);
  }

  private static void kill(Process program, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid())).start().waitFor();
  }

  private static void assertLoggedOneLine(Process program) throws IOException {
    String err = new String(program.getErrorStream().readAllBytes(), UTF_8);
    assertTrue(
        err.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  bye\\\\u000Anow\\n"),
        err);
  }

  private static Process start(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(OrdinarySignals.prefix());
    command.addAll(java(options, arguments));
    return new ProcessBuilder(command).start();
  }

  private static List<String> java(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(CoverageAgent.arguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SignalledProgram.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
