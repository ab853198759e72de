package org.anonproxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Documents a program that has an option of every kind. */
@SuppressWarnings("unused") // picocli reads the fields of the commands
final class ProgramDocumentsTest {
  @TempDir private Path directory = Path.of("");

  private enum Colour {
    RED,
    GREEN
  }

  @Command(
      name = "sample",
      description = {"Shows what options there are.", "Nobody's [real] program."},
      subcommands = Draw.class,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:done", "2:it's wrong"},
      footer = {"Examples:", "  sample --colour red", "", ".dots begin this line"})
  private static final class Sample implements Runnable {
    @Option(
        names = {"-c", "--colour"},
        description = "The colour, 100%% of it.")
    private Colour colour = Colour.RED;

    @Option(names = "--file", paramLabel = "FILE", description = "A file.")
    private Path file = Path.of("");

    @Option(names = "--host", paramLabel = "HOST", description = "A host.")
    private String host = "";

    @Option(names = "--flag", description = "A flag.")
    private boolean flag;

    @Option(names = "--secret", hidden = true)
    private boolean hidden;

    @Override
    public void run() {}
  }

  @Command(name = "draw", description = "Draws files.")
  private static final class Draw implements Runnable {
    @Option(names = "--each", paramLabel = "N", split = ",", description = "Numbers.")
    private List<Integer> each = List.of();

    @Option(names = "--by", paramLabel = "N", arity = "0..1", description = "How much.")
    private int by;

    @Parameters(paramLabel = "PICTURE", description = "What to draw.")
    private Path picture = Path.of("");

    @Override
    public void run() {}
  }

  @BeforeEach
  void write() throws Exception {
    new ProgramDocuments(new Sample(), directory).write("1.2.3", "2026-11-01");
  }

  private String text(String name) throws Exception {
    return Files.readString(directory.resolve(name));
  }

  private void assertHolds(String name, String... parts) throws Exception {
    String text = text(name);
    for (String part : parts) {
      assertTrue(text.contains(part), () -> part + " is not in " + text);
    }
  }

  @Test
  void writesAPageForEachCommandAndACompletionForEachShell() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of("_sample", "sample-draw.1", "sample.1", "sample.bash"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void manualPageNamesEveryVisibleOption() throws Exception {
    assertHolds(
        "sample.1",
        ".TH SAMPLE 1 2026-11-01 \"anonproxy 1.2.3\" \"User Commands\"\n",
        ".SH NAME\nsample \\- shows what options there are\n",
        ".TP\n\\fB\\-c\\fR, \\fB\\-\\-colour\\fR=\\fI<colour>\\fR\nThe colour, 100% of it.\n",
        ".TP\n\\fB\\-\\-flag\\fR\nA flag.\n",
        ".SH COMMANDS\n.TP\n.B draw\nDraws files.\n",
        ".SH EXIT STATUS\n.TP\n.B 0\ndone\n.TP\n.B 2\nit\\(aqs wrong\n",
        "SAMPLE_COLOUR",
        ".SH EXAMPLES\n.nf\nsample \\-\\-colour red\n.fi\n\\&.dots begin this line\n",
        ".BR sample\\-draw (1)");
    assertFalse(text("sample.1").contains("secret"));
  }

  @Test
  void manualPageOfASubcommandTellsParametersAndLists() throws Exception {
    assertHolds(
        "sample-draw.1",
        ".TP\n.I PICTURE\nWhat to draw.\n",
        "\\fB\\-\\-each\\fR=\\fIN\\fR[,\\fIN\\fR]...\n",
        "\\fB\\-\\-by\\fR[=\\fIN\\fR]\n",
        "SAMPLE_EACH");
  }

  @Test
  void zshKnowsWhatEachOptionTakes() throws Exception {
    assertHolds(
        "_sample",
        "#compdef sample\n",
        "'(-c --colour)-c+[The colour, 100% of it.]:<colour>:(RED GREEN)'",
        "'(-c --colour)--colour=[The colour, 100% of it.]:<colour>:(RED GREEN)'",
        "'(--file)--file=[A file.]:FILE:_files'",
        "'(--host)--host=[A host.]:HOST:_hosts'",
        "'(--flag)--flag[A flag.]'",
        "'draw:Draws files.'",
        "'*--each=[Numbers.]:N: '",
        "'(--by)--by=[How much.]::N: '",
        "'*: :_files'");
    assertFalse(text("_sample").contains("secret"));
  }

  @Test
  void bashCompletesAndDoesNotSayWhenItWasWritten() throws Exception {
    assertHolds("sample.bash", "complete -F _complete_sample");
    assertFalse(text("sample.bash").contains(" on 20"));
  }

  @ParameterizedTest
  @CsvSource({
    "sample --colo, --colour",
    "sample --colour '', RED GREEN",
    "sample --colour GR, GREEN",
    "sample --colour = GR, GREEN",
    "sample --colour =, RED GREEN",
  })
  void bashCompletesNamesAndValues(String words, String completions) throws Exception {
    String script =
        "source sample.bash; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
            + " _complete_sample 2>/dev/null; echo ${COMPREPLY[*]}";
    Process bash =
        new ProcessBuilder("bash", "-c", script.formatted(words))
            .directory(directory.toFile())
            .redirectError(Redirect.INHERIT)
            .start();
    assertEquals(completions + "\n", new String(bash.getInputStream().readAllBytes(), UTF_8));
  }
}
