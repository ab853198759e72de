package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.anonproxy.netty.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

class CommandLineProgramTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Greeter command = new Greeter();

  @Test
  void runsTheCommandWithItsOptions() {
    assertEquals(
        7,
        run(
            "-p",
            "0",
            "-w",
            "a",
            "--remote=65535",
            "--retries=64",
            "--isn",
            "4294967295",
            "--lasting=1h",
            "--idle",
            "2m"));
    assertEquals(Duration.ofHours(1), command.lasting);
    assertEquals(0, command.port);
    assertEquals("a", command.page);
    assertEquals(-1, command.isn);
    assertEquals(65_535, command.remote);
    assertEquals(64, command.protocol.retransmission().maxRetransmissions());
    assertEquals(Duration.ofMinutes(2), command.idle);
    assertEquals("", err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:s3cret@host/",
    "user:s3cret@host",
    "s3cret%40host",
    "--webpage=http://user:s3cret/w@host/",
    "--port=http://user:s3cret@host/",
    "--port=http://user:s3cret/w@host/",
    "--idle=user:s3 cret@host",
    "@user:s3cret@host"
  })
  void doesNotRepeatAPasswordThatIsInTheWrongPlace(String argument) {
    Map<String, String> debug = Map.of(CommandLineProgram.DEBUG_VARIABLE, "");
    assertEquals(2, CommandLineProgram.run(commandLine(), debug, "-p", "1", "-w", "a", argument));
    String shown = err.toString();
    assertTrue(shown.startsWith("ERROR: ") && shown.contains("host"), shown);
    assertTrue(!shown.contains("s3") && !shown.contains("cret"), shown);
    assertEquals(1, shown.lines().count(), shown);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "--port,70000,'70000' is not a port (0..65535)",
        "--port,-1,'-1' is not a port (0..65535)",
        "--port,abc,'abc' is not a port (0..65535)",
        "--port,99999999999999999999,'99999999999999999999' is not a port (0..65535)",
        "--remote,0,'0' is not a port (1..65535)",
        "--retries,65,'65' is not a number of retries (0..64)",
        "--isn,4294967296,'4294967296' is not an unsigned 32-bit number (0..4294967295)",
        "--idle,9000h,'9000h' is longer than 365 days",
        "--lasting,0s,'0s' is shorter than 1ms",
        "--min-rto,4s,'4s' is longer than 3s",
        "--transport,tcp,\"'tcp' is not one of auto, nio, epoll\"",
        "--transport,NI,\"'NI' is not one of auto, nio, epoll\"",
      })
  void saysWhichOptionIsWrongAndWhatIsRight(String option, String value, String problem) {
    assertEquals(2, run("-p", "1", "-w", "a", option + "=" + value));
    assertEquals(
        "ERROR: Invalid value for option '"
            + option
            + "': "
            + problem
            + ". Try 'greeter --help'.\n",
        err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void readsChoicesInLowerCaseAndInUpperCase() {
    assertEquals(7, run("-p", "1", "-w", "a", "--transport=nio"));
    assertEquals(DatagramTransport.NIO, command.protocol.transport());
    assertEquals(7, run("-p", "1", "-w", "a", "--transport=AUTO"));
    assertEquals(DatagramTransport.AUTO, command.protocol.transport());
  }

  @Test
  void readsTheChoicesOfASubcommandAlike() {
    CommandLine program =
        CommandLineProgram.commandLine(
                CommandSpec.forAnnotatedObject(new Greeter())
                    .addSubcommand("sub", CommandSpec.forAnnotatedObject(command)))
            .setErr(new PrintWriter(err, true));
    assertEquals(
        2,
        CommandLineProgram.run(
            program, Map.of(), "-p", "1", "-w", "a", "sub", "-p1", "-w", "a", "--transport=x"));
    assertTrue(err.toString().contains("'x' is not one of auto, nio, epoll"), err.toString());
  }

  @ParameterizedTest
  @CsvSource({"5", "-5s", "5 s", "s", "1.5s", "5d", "5S", "9999999999s"})
  void refusesADurationWithoutNumberOrUnit(String text) {
    assertEquals(2, run("-p", "1", "-w", "a", "--idle=" + text));
    assertTrue(err.toString().contains("'" + text + "' is not a duration"), err.toString());
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "2m,PT2M", "1h,PT1H", "0s,PT0S"})
  void readsADurationInItsUnit(String text, Duration duration) {
    assertEquals(duration, new DurationConverter().convert(text));
  }

  @Test
  void namesEveryMissingOptionInOneLine() {
    assertEquals(2, run());
    assertEquals(
        "ERROR: Missing required options '--port', '--page'. Try 'greeter --help'.\n",
        err.toString());
  }

  @Test
  void namesAnOptionThatIsUnknownRatherThanThoseThatAreMissing() {
    assertEquals(2, run("--prot", "1", "-w", "a"));
    assertEquals("ERROR: Unknown options: '--prot', '1'. Try 'greeter --help'.\n", err.toString());
  }

  @Test
  void keepsAnUnknownOptionOnOneLine() {
    assertEquals(2, run("-p", "1", "-w", "a", "--bad\n\u001B[31m"));
    assertEquals(1, err.toString().lines().count());
    assertTrue(err.toString().startsWith("ERROR: Unknown option: "), err.toString());
    assertTrue(err.toString().contains("\\u000A\\u001B[31m"), err.toString());
  }

  @Test
  void reportsWhatTheUserCanChangeWithoutAStackTrace() {
    command.failure = new UserException("port 80 is taken; choose another", new Exception("x"));

    assertEquals(1, run("-p", "1", "-w", "a"));
    assertEquals("ERROR: port 80 is taken; choose another\n", err.toString());
  }

  @Test
  void reportsAnInternalErrorInOneLine() {
    command.failure = new IllegalStateException("broken\nin two");

    assertEquals(70, run("-p", "1", "-w", "a"));
    assertEquals(
        "ERROR: internal error: java.lang.IllegalStateException: broken\\u000Ain two\n",
        err.toString());
  }

  @Test
  void reportsAnErrorOfTheJvmInOneLine() {
    command.error = new ExceptionInInitializerError("broken");

    assertEquals(70, run("-p", "1", "-w", "a"));
    assertEquals(
        "ERROR: internal error: java.lang.ExceptionInInitializerError: broken\n", err.toString());
  }

  @Test
  void showsTheStackTraceWhenDebugging() {
    command.failure = new UserException("no");

    assertEquals(
        1,
        CommandLineProgram.run(
            commandLine(), Map.of(CommandLineProgram.DEBUG_VARIABLE, ""), "-p", "1", "-w", "a"));
    assertTrue(err.toString().startsWith("ERROR: no\n"), err.toString());
    assertTrue(
        err.toString().contains("at " + CommandLineProgramTest.class.getName()), err.toString());
  }

  @Test
  void printsHelpAndVersionWithoutColour() {
    assertEquals(0, run("--help"));
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("Usage: greeter"), out.toString());
    assertTrue(out.toString().endsWith("greeter (unpackaged)\n"), out.toString());
    assertTrue(out.toString().indexOf('\u001B') < 0);
  }

  private int run(String... arguments) {
    return CommandLineProgram.run(commandLine(), Map.of(), arguments);
  }

  private CommandLine commandLine() {
    return CommandLineProgram.commandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  @Command(name = "greeter")
  static final class Greeter implements Runnable, CommandLine.IExitCodeGenerator {

    @Option(
        names = {"-p", "--port"},
        required = true,
        converter = PortConverter.class)
    int port;

    @Option(
        names = {"-w", "--page"},
        required = true)
    String page = "";

    @Option(names = "--remote", converter = PortConverter.Remote.class)
    int remote;

    @Option(names = "--isn", converter = Unsigned32Converter.class)
    int isn;

    @Option(names = "--lasting", converter = DurationConverter.Positive.class)
    Duration lasting = Duration.ZERO;

    final ProtocolOptions protocol = new ProtocolOptions();
    @Mixin final CommandSpec protocolMixin = protocol.mixin();

    @Option(names = "--idle", converter = DurationConverter.class)
    Duration idle = Duration.ZERO;

    private @Nullable RuntimeException failure;
    private @Nullable Error error;

    @Override
    public void run() {
      if (error != null) {
        throw error;
      }
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public int getExitCode() {
      return 7;
    }
  }
}
