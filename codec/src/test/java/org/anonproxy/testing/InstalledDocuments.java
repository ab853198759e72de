package org.anonproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** Uses manual pages and completions with the programs that they are written for. */
public final class InstalledDocuments {
  /** Does what bash does when the tabulator key is hit at the end of a line. */
  private static final String HIT_TAB =
      """
      source "$1"
      read -ra COMP_WORDS <<< "$2"
      [[ $2 == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
      registered=$(complete -p "${COMP_WORDS[0]}")
      function=${registered##*-F }
      "${function%% *}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" 2>/dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  private final Path directory;

  /** Uses what stands in {@code directory}. */
  public InstalledDocuments(Path directory) {
    this.directory = directory;
  }

  /** Returns a manual page as a reader sees it, after making sure that nothing is wrong with it. */
  public String manual(String name) throws IOException, InterruptedException {
    String file = directory.resolve(name + ".1").toString();
    String page = run(program("man"), "--warnings", "-l", "-E", "UTF-8", file);
    Assertions.assertFalse(page.contains("<standard input>:"), page);
    return page.replaceAll(".\b", "");
  }

  /** Returns what bash proposes at the end of a line. */
  public List<String> bashCompletions(String line) throws IOException, InterruptedException {
    String script = directory.resolve(line.split(" ", 2)[0] + ".bash").toString();
    return run(program("bash"), "--norc", "-c", HIT_TAB, "bash", script, line).lines().toList();
  }

  /** Returns what the completion for zsh hands to {@code _arguments}, which does the rest. */
  public List<String> zshArguments(String name) throws IOException, InterruptedException {
    String script = directory.resolve("_" + name).toString();
    String print = "_arguments() { print -rl -- \"$@\" }; state=none; source \"$1\"";
    return run(program("zsh"), "-f", "-c", print, "zsh", script).lines().toList();
  }

  private static String program(String name) {
    return ForeignProgram.require(name).toString();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("documents", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().put("MANWIDTH", "80");
      builder.environment().put("LC_ALL", "C.UTF-8");
      int code = builder.start().waitFor();
      String text = Files.readString(output, UTF_8);
      Assertions.assertEquals(0, code, text);
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
