package org.anonproxy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.anonproxy.testing.ChildProgram;
import org.anonproxy.testing.InstalledDocuments;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what both programs are installed with, as their users do. */
final class DocumentsTest {
  private static final Pattern LONG_OPTION = Pattern.compile("(?m)^ {2,6}(?:-\\w, )?(--[a-z-]+)");

  @TempDir private static Path directory = Path.of("");

  private static InstalledDocuments documents() {
    return new InstalledDocuments(directory);
  }

  @BeforeAll
  static void write() throws Exception {
    write("anonserver", directory);
    write("anonclient", directory);
  }

  private static void write(String program, Path target) throws Exception {
    Class<?> writer = Class.forName("org.anonproxy." + program.substring(4) + ".cli.Documents");
    try (ChildProgram writing =
        ChildProgram.start(writer, target.toString(), "1.2.3", "2026-11-01")) {
      assertEquals(0, writing.awaitExit(), writing::errors);
    }
  }

  private static String help(String program, String... command) throws Exception {
    Class<?> main = Class.forName("org.anonproxy." + program.substring(4) + ".cli.Main");
    String[] arguments = List.of(command).toArray(new String[command.length + 1]);
    arguments[command.length] = "--help";
    try (ChildProgram helping = ChildProgram.start(main, arguments)) {
      assertEquals(0, helping.awaitExit(), helping::errors);
      return helping.output();
    }
  }

  @ParameterizedTest
  @CsvSource({"anonserver,", "anonclient,", "anonclient,load"})
  void describeEveryOptionOfTheHelp(String program, String command) throws Exception {
    String page = command == null ? program : program + "-" + command;
    String help = command == null ? help(program) : help(program, command);
    assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
    String manual = documents().manual(page);
    List<String> completed = documents().zshArguments(program);
    Matcher option = LONG_OPTION.matcher(help);
    int options = 0;
    while (option.find()) {
      options++;
      String name = option.group(1);
      assertTrue(manual.contains(name), () -> name + " is not in " + manual);
      if (command == null) {
        assertTrue(
            completed.stream().anyMatch(each -> each.contains(")" + name)), completed::toString);
      }
    }
    assertTrue(options > 10, help);
    for (String section : List.of("NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES")) {
      assertTrue(manual.contains("\n" + section + "\n"), manual);
    }
    assertTrue(manual.contains("anonproxy 1.2.3"), manual);
  }

  @Test
  void completeWhatIsTypedInBash() throws Exception {
    InstalledDocuments documents = documents();
    Path page = Files.createFile(directory.resolve("page.html"));

    assertEquals(List.of("--transport"), documents.bashCompletions("anonclient --tr"));
    assertEquals(List.of("load"), documents.bashCompletions("anonclient lo"));
    assertEquals(List.of("--loss"), documents.bashCompletions("anonclient load --lo"));
    assertEquals(
        List.of("auto", "nio", "epoll"), documents.bashCompletions("anonserver --transport "));
    assertEquals(List.of("json"), documents.bashCompletions("anonserver --log-format j"));
    assertEquals(
        List.of(page.toString()),
        documents.bashCompletions("anonclient -f " + directory.resolve("page")));
  }

  @Test
  void haveTheSameBytesWheneverTheyAreWritten(@TempDir Path again) throws Exception {
    write("anonserver", again);
    try (Stream<Path> files = Files.list(again)) {
      for (Path file : files.toList()) {
        Path first = directory.resolve(again.relativize(file));
        assertEquals(Files.readString(first), Files.readString(file));
      }
    }
  }
}
