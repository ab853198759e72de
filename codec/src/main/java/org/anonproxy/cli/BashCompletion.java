package org.anonproxy.cli;

import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes the completion of a program for bash: picocli's, which by itself offers nothing after the
 * equals sign of {@code --option=value}, as bash takes that for three words.
 */
final class BashCompletion {
  private static final String EQUALS_SIGN_LEFT_OUT =
      """
        if [[ "${COMP_WORDS[COMP_CWORD]}" == '=' ]]; then
          COMP_WORDS[COMP_CWORD]=''
        elif [[ "${COMP_WORDS[COMP_CWORD-1]}" == '=' ]]; then
          COMP_WORDS=("${COMP_WORDS[@]:0:COMP_CWORD-1}" "${COMP_WORDS[@]:COMP_CWORD}")
          COMP_CWORD=$((COMP_CWORD - 1))
        fi
      """;

  private BashCompletion() {}

  static String of(CommandLine program) {
    String name = program.getCommandName();
    String script = AutoComplete.bash(name, program);
    String entry = "function _complete_" + name + "() {\n";
    if (!script.contains(entry)) {
      throw new IllegalStateException("picocli writes another script than is known here");
    }
    return script.replace(entry, entry + EQUALS_SIGN_LEFT_OUT);
  }
}
