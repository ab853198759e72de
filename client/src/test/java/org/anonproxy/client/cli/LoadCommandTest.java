package org.anonproxy.client.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.client.Pages;
import org.anonproxy.client.UnreliableServer;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class LoadCommandTest {
  @TempDir private Path directory = Path.of("");

  private static CommandLine.ParseResult parse(String options) {
    List<String> arguments = new ArrayList<>(List.of("load", "-s", "localhost", "-p", "9"));
    arguments.addAll(List.of(options.split(" ")));
    return CommandLineProgram.commandLine(Main.command(new Interruption(() -> {})))
        .parseArgs(arguments.toArray(new String[0]))
        .subcommand();
  }

  private static ChildProgram start(UnreliableServer server, String... more) {
    String port = Integer.toString(server.address().getPort());
    List<String> arguments = new ArrayList<>(List.of("load", "-s", "localhost", "-p", port));
    arguments.addAll(List.of(more));
    return ChildProgram.start(Main.class, arguments.toArray(new String[0]));
  }

  @ParameterizedTest
  @CsvSource({
    "--loss 2, --loss, 0.02",
    "--loss 0.5%, --loss, 0.005",
    "--slow, --slow, 1.0",
    "--slow 10, --slow, 0.1",
    "--no-final-ack, --no-final-ack, 1.0",
    "--abandon 100, --abandon, 1.0",
    "--rate 0.5, --rate, 0.5",
    "--arrivals poisson, --arrivals, POISSON",
    "--delay 500ms, --delay, PT0.5S",
    "--duration 2m, --duration, PT2M",
    "--transfers 7, --transfers, 7",
    "--source 127.0.0.1, --source, [/127.0.0.1]",
  })
  void readsItsOptions(String options, String name, String value) {
    Object read = parse("--clients 5 " + options).matchedOption(name).getValue();
    assertEquals(value, String.valueOf(read));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--duration 5s",
        "--clients 0",
        "--clients 1000001",
        "--clients many",
        "--clients 5 --loss 101",
        "--clients 5 --loss -1",
        "--clients 5 --rate 0",
        "--clients 5 --rate 1e9",
        "--clients 5 --duration 5",
        "--clients 5 --fail-if p99",
        "--clients 5 --fail-if p42>1ms",
        "--clients 5 --arrivals never",
        "--clients 5 --retries 65",
        "--clients 5 more",
      })
  void refusesBadOptions(String options) {
    assertThrows(ParameterException.class, () -> parse(options));
  }

  @ParameterizedTest
  @CsvSource({
    "--duration 1s --warm-up 1s, warm-up",
    "--duration 0s, --duration",
    "--duration 1s --ramp-up 2s, ramp-up",
    "--threads 3, --clients",
  })
  void reportsInOneLineWhatDoesNotGoTogether(String options, String reason) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-c", "2"));
    arguments.addAll(List.of(options.split(" ")));
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT);
        ChildProgram load = start(server, arguments.toArray(new String[0]))) {
      assertEquals(2, load.awaitExit());
      assertTrue(load.errors().matches("ERROR: [^\n]*" + reason + "[^\n]*\n"), load.errors());
      assertEquals("", load.output());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--seed x | 'x' is not a whole number, such as the seed that a report names",
        "--arrivals never --rate 1 | 'never' is not one of constant, poisson",
      })
  void saysInTheWordsOfItsHelpWhatIsWrong(String options, String message) {
    ParameterException refusal =
        assertThrows(ParameterException.class, () -> parse("--clients 5 " + options));
    assertTrue(String.valueOf(refusal.getMessage()).endsWith(message), refusal.getMessage());
  }

  @Test
  void refusesASourceOfTheOtherFamily() throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT);
        ChildProgram load = start(server, "-c", "2", "--source", "::1")) {
      assertEquals(2, load.awaitExit());
      assertTrue(
          load.errors().matches("ERROR: [^\n]*'--source': [^\n]*IPv4 [^\n]*IPv6 [^\n]*\n"),
          load.errors());
    }
  }

  @Test
  void endsWithStatusThreeWhenAConditionHoldsAfterWritingItsReports() throws Exception {
    Path html = directory.resolve("report.html");
    try (UnreliableServer server = new UnreliableServer(Pages.random(3_000), Link.PERFECT);
        ChildProgram load =
            start(
                server,
                "-c",
                "1",
                "-n",
                "1",
                "-q",
                "--json",
                "-",
                "--html",
                html.toString(),
                "--fail-if",
                "transfers<2",
                "--fail-if",
                "failures>0")) {
      assertEquals(3, load.awaitExit());
      assertEquals("FAILED: transfers<2 (it was 1)\n", load.errors());
      assertTrue(load.output().startsWith("{\n"), load.output());
      assertTrue(load.output().contains("\"goodput\": 3000,"), load.output());
      assertTrue(Files.readString(html).contains("</html>"));
    }
  }

  @Test
  void failsWhenNobodyAnswersInAClosedLoopOfSomeDuration() throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.deadAfter(0));
        ChildProgram load = start(server, "-c", "2", "-d", "200ms", "--retries", "0")) {
      assertEquals(1, load.awaitExit());
      assertTrue(load.errors().contains("ERROR: no transfer succeeded"), load.errors());
      assertTrue(load.output().contains("2 no answer to the handshake"), load.output());
      assertTrue(load.output().contains("No packet came from the server"), load.output());
    }
  }

  @Test
  void doesNotAskWhetherAServerRunsThatFellSilentHalfway() throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        ChildProgram load = start(server, "-c", "1", "--retries", "0", "-q")) {
      assertEquals(1, load.awaitExit());
      assertEquals(
          "ERROR: no transfer succeeded, though packets came from the server\n", load.errors());
    }
  }

  @Test
  void writesTheSummaryAndEveryOtherReportWhenOneCannotBeWritten() throws Exception {
    Path html = directory.resolve("report.html");
    try (UnreliableServer server = new UnreliableServer(Pages.random(3_000), Link.PERFECT);
        ChildProgram load =
            start(server, "-c", "1", "--json", "/dev/full", "--html", html.toString())) {
      assertEquals(1, load.awaitExit());
      assertTrue(load.output().startsWith("Load test"), load.output());
      assertTrue(Files.readString(html).contains("</html>"));
      assertTrue(
          load.errors().endsWith("ERROR: cannot write /dev/full: No space left on device\n"),
          load.errors());
    }
  }

  @Test
  void failsWhenNothingWasMeasured() throws Exception {
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT);
        ChildProgram load = start(server, "-c", "1", "--warm-up", "1m", "-q")) {
      assertEquals(1, load.awaitExit());
      assertTrue(load.errors().matches("ERROR: nothing was measured[^\n]*\n"), load.errors());
    }
  }

  @Test
  void refusesOneFileUnderTwoNames() throws Exception {
    Path json = directory.resolve("a");
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT);
        ChildProgram load =
            start(server, "-c", "1", "--json", json.toString(), "--csv", directory + "/./a")) {
      assertEquals(2, load.awaitExit());
      assertTrue(load.errors().contains("need different files"), load.errors());
    }
  }

  @Test
  void writesThePartialReportWhenASignalComes() throws Exception {
    Path json = directory.resolve("report.json");
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        ChildProgram load =
            start(server, "-c", "1", "-d", "1h", "--retries", "64", "--json", json.toString())) {
      await().until(() -> server.datagrams() > 6);

      load.signal("INT");

      assertEquals(130, load.awaitExit());
      assertTrue(load.output().startsWith("PARTIAL"), load.output());
      assertTrue(Files.readString(json).contains("\"partial\": true"));
    }
  }
}
