package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Gives one program its options by each way there is, rightly and wrongly. */
class OptionSourcesTest {
  private static final String PORT = "DEMO_PORT";

  @TempDir private Path directory = Path.of("");

  private final Demo demo = new Demo();
  private final Parent parent = new Parent();
  private final Many many = new Many();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void prefersTheCommandLineToTheEnvironmentToTheFileToTheDefault() throws IOException {
    String file = file("port = 1\nretries = 1\npage = file");

    assertEquals(0, run(Map.of(PORT, "2", "DEMO_RETRIES", "2"), "--port", "3", "--config", file));

    assertEquals(3, demo.port);
    assertEquals(2, demo.retries);
    assertEquals("file", demo.page);
    assertEquals(7, demo.untouched);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void takesRequiredOptionsFromTheFileOrTheEnvironment(boolean fromFile) throws IOException {
    Map<String, String> environment =
        fromFile
            ? Map.of("DEMO_CONFIG", file("# all\n\n  port=4 \npage = a = b # c\nquiet = true"))
            : Map.of(PORT, "4", "DEMO_PAGE", "a = b # c", "DEMO_QUIET", "true", "DEMO_RETRIES", "");

    assertEquals(0, run(environment));

    assertEquals(4, demo.port);
    assertEquals("a = b # c", demo.page);
    assertTrue(demo.quiet);
    assertEquals(3, demo.retries);
  }

  @Test
  void givesASubcommandItsOwnOptionsOnly() throws IOException {
    String file = file("port = 5\npage = x\nlimit = a\nlimit = b\nshare=20");

    assertEquals(0, run(Map.of("DEMO_PAGE", "y"), "many", "--config", file));

    assertEquals(5, many.port);
    assertEquals(List.of("a", "b"), many.limits);
    assertEquals(20, many.share);
    assertNull(parent.page);
  }

  @Test
  void takesTheFileThatIsNamedInFrontOfASubcommand() throws IOException {
    String file = file("port = 5");
    String other = Files.writeString(directory.resolve("other.conf"), "port = 6").toString();

    assertEquals(0, run(Map.of("DEMO_CONFIG", other), "--config", file, "many"));
    assertEquals(5, many.port);

    assertEquals(0, run(Map.of(), "--config", file, "many", "--config", other));
    assertEquals(6, many.port);
  }

  @ParameterizedTest
  @CsvSource({
    "true,  ,      ,                true",
    "true,  false, ,                false",
    "true,  ,      --quiet=false,   false",
    "true,  true,  --quiet=false,   false",
    "true,  false, --quiet,         true",
    "false, ,      ,                false",
    "false, true,  ,                true",
    "false, true,  --quiet=false,   false",
    "false, ,      --quiet,         true",
    "false, false, --quiet=true,    true",
  })
  void turnsAFlagOffByTheNextHigherSource(
      String inTheFile, @Nullable String inTheEnvironment, @Nullable String given, boolean quiet)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    if (inTheEnvironment != null) {
      environment.put("DEMO_QUIET", inTheEnvironment);
    }
    List<String> arguments = new ArrayList<>();
    arguments.add("--config=" + file("port = 1\npage = p\nquiet = " + inTheFile));
    if (given != null) {
      arguments.add(given);
    }

    assertEquals(0, run(environment, arguments.toArray(String[]::new)), err::toString);

    assertEquals(quiet, demo.quiet);
  }

  @Test
  void neverLooksAtAValueThatAHigherSourceReplaces() throws IOException {
    String file = file("port = nonsense\npage = p\nlimit = a\nlimit = b\nshare = nonsense");
    Map<String, String> environment = Map.of("DEMO_LIMIT", "c", "DEMO_SHARE", "nonsense");

    assertEquals(
        0, run(environment, "many", "--config", file, "--port=2", "--share"), err::toString);

    assertEquals(2, many.port);
    assertEquals(List.of("c"), many.limits);
    assertEquals(100, many.share);
  }

  @Test
  void replacesAListRatherThanAddingToIt() throws IOException {
    assertEquals(
        0, run(Map.of(), "many", "--config", file("port=1\nlimit=a\nlimit=b"), "--limit=c", "--"));
    assertEquals(List.of("c"), many.limits);
  }

  @Test
  void expandsArgumentFiles() throws IOException {
    String config = file("page = p");
    String arguments =
        Files.writeString(directory.resolve("arguments"), "# demo\n--port 6\n--config " + config)
            .toString();

    assertEquals(0, run(Map.of(), "@" + arguments));

    assertEquals(6, demo.port);
    assertEquals("p", demo.page);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "port = abc | line 1: Invalid value for option '--port': 'abc' is not a port (0..65535).",
        "\"\nport: 5\" | line 2: expected 'option = value'.",
        "port = | line 1: 'port' has no value.",
        "http://u:secret@host/?a=b | line 1: expected 'option = value'.",
        "http://u:secret=x@host/ | line 1: expected 'option = value'.",
        "frob = secret | line 1: unknown option 'frob'.",
        "--port = 5 | line 1: unknown option '--port'.",
        "config = x | line 1: unknown option 'config'.",
        "help = true | line 1: unknown option 'help'.",
        "quiet = yes | line 1: 'quiet' is either true or false.",
      })
  void namesTheLineOfTheFileThatIsWrong(String content, String problem) throws IOException {
    String file = file(content);

    assertEquals(2, run(Map.of("DEMO_PAGE", "p"), "--config", file));

    assertEquals("ERROR: " + file + ", " + problem + " Try 'demo --help'.\n", err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void refusesAnOptionThatIsSetTwice() throws IOException {
    String file = file("port = 1\npage = x\nport = 2");
    assertError("'port' is set twice; see " + file + ", line 1", Map.of(), "--config", file);
  }

  @Test
  void namesTheLineOfAListThatIsWrong() throws IOException {
    String file = file("number = 1\nnumber = x");
    assertError(file + ", line 2: Invalid value", Map.of(), "many", "--config", file);
  }

  @Test
  void namesTheVariableThatIsWrong() {
    assertError(
        "ERROR: environment variable DEMO_PORT: Invalid value for option '--port': 'tcp://a' is",
        Map.of(PORT, "tcp://a"));
  }

  @Test
  void blamesTheCommandLineForWhatItSays() throws IOException {
    assertError(
        "ERROR: Invalid value for option '--port': 'x' is not a port",
        Map.of(PORT, "2"),
        "--port=x",
        "--config",
        file("port = 1"));
  }

  @Test
  void refusesAFileThatIsNoConfiguration() throws IOException {
    Path latin =
        Files.write(
            directory.resolve("latin"), "page = \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    Path endless = Path.of("/dev/zero");
    Path missing = directory.resolve("missing");
    assertError("is not text in UTF-8", Map.of(), "--config", latin.toString());
    assertError("is longer than 1 MiB", Map.of(), "--config", endless.toString());
    assertError("it does not exist", Map.of(), "--config", missing.toString());
    assertError("it is a directory", Map.of("DEMO_CONFIG", directory.toString()));
    assertError(
        "Cannot read the argument file 'nosuch'", Map.of(), "--port=1", "--page=x", "@nosuch");
  }

  @Test
  void showsItsDefaultsInTheHelpWhateverElseIsSet() throws IOException {
    String file = file("port = abc");
    Map<String, String> environment = Map.of("DEMO_RETRIES", "64", "DEMO_QUIET", "perhaps");

    assertEquals(0, run(environment, "--config", file, "--help"));
    assertEquals(0, run(environment, "many", "--config", file, "--help"));

    assertEquals("", err.toString());
    assertTrue(out.toString().contains("(default: 3)"), out.toString());
    assertFalse(out.toString().contains("64"), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out.toString());
  }

  private void assertError(String part, Map<String, String> environment, String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(2, run(environment, arguments), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(
        err.toString().startsWith("ERROR: ") && err.toString().contains(part), err::toString);
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("demo.conf"), content).toString();
  }

  private int run(Map<String, String> environment, String... arguments) {
    boolean subcommand = List.of(arguments).contains("many");
    CommandLine commandLine =
        CommandLineProgram.commandLine(
                subcommand
                    ? CommandSpec.forAnnotatedObject(parent)
                        .addSubcommand("many", CommandSpec.forAnnotatedObject(many))
                    : CommandSpec.forAnnotatedObject(demo))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return CommandLineProgram.run(commandLine, environment, arguments);
  }

  @Command(name = "demo")
  private static final class Demo implements Runnable {
    @Option(
        names = {"-p", "--port"},
        required = true,
        converter = PortConverter.class)
    private int port;

    @Option(names = "--page", required = true)
    private String page = "";

    @Option(names = "--retries", defaultValue = "3", description = "(default: ${DEFAULT-VALUE})")
    private int retries;

    @Option(names = "--untouched", defaultValue = "7")
    private int untouched;

    @Option(names = "--quiet")
    private boolean quiet;

    @Override
    public void run() {}
  }

  @Command(name = "demo")
  private static final class Parent {
    @Option(names = "--page")
    private @Nullable String page;
  }

  @Command(name = "many")
  private static final class Many implements Runnable {
    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--limit")
    private @Nullable List<String> limits;

    @Option(names = "--number")
    private @Nullable List<Integer> numbers;

    @Option(names = "--share", arity = "0..1", fallbackValue = "100")
    private int share;

    @Override
    public void run() {
      assertTrue(numbers == null || !numbers.isEmpty());
    }
  }
}
