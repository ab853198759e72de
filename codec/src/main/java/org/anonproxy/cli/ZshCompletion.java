package org.anonproxy.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the completion of a program for zsh, out of the model that parses its options: names with
 * their descriptions, words to choose from, files and hosts. (Picocli's own script knows no
 * descriptions and takes zsh for a bash.)
 */
final class ZshCompletion {
  private final CommandLine program;
  private final String function;
  private final StringBuilder script = new StringBuilder();

  ZshCompletion(CommandLine program) {
    this.program = program;
    function = "_" + program.getCommandName();
  }

  String text() {
    script.append("#compdef ").append(program.getCommandName()).append("\n\n");
    program.getSubcommands().forEach((name, command) -> function(function + "_" + name, command));
    function(function, program);
    return script.append(function).append(" \"$@\"\n").toString();
  }

  private void function(String name, CommandLine command) {
    boolean hasSubcommands = !command.getSubcommands().isEmpty();
    script.append(name).append("() {\n");
    if (hasSubcommands) {
      script.append("  local context state state_descr line\n  typeset -A opt_args\n");
    }
    StringJoiner arguments = new StringJoiner(" \\\n    ", "  _arguments -s -S ", "\n");
    arguments.add(hasSubcommands ? "-C" : ":");
    for (OptionGroup group : OptionGroup.of(command.getCommandSpec())) {
      group.options().forEach(option -> option(option, arguments));
    }
    if (hasSubcommands) {
      arguments.add("'1: :->command'").add("'*:: :->arguments'");
    } else if (!command.getCommandSpec().positionalParameters().isEmpty()) {
      arguments.add("'*: :_files'");
    }
    script.append(arguments);
    if (hasSubcommands) {
      subcommands(command);
    }
    script.append("}\n\n");
  }

  private void subcommands(CommandLine command) {
    StringJoiner names = new StringJoiner(" ");
    StringJoiner cases = new StringJoiner("");
    command
        .getSubcommands()
        .forEach(
            (name, each) -> {
              names.add(quoted(name + ":" + description(each.getCommandSpec())));
              cases.add("        " + name + ") " + function + "_" + name + " ;;\n");
            });
    script
        .append("  case $state in\n    command)\n      local -a commands=(")
        .append(names)
        .append(")\n      _describe command commands ;;\n    arguments)\n      case $words[1] in\n")
        .append(cases)
        .append("      esac ;;\n  esac\n");
  }

  private static String description(CommandSpec command) {
    return Ansi.OFF.string(String.format(Locale.ROOT, command.usageMessage().description()[0]));
  }

  private static void option(OptionSpec option, StringJoiner arguments) {
    String exclusion = option.isMultiValue() ? "*" : "(" + String.join(" ", option.names()) + ")";
    for (String name : option.names()) {
      boolean takesValue = option.arity().max() > 0;
      String form = takesValue ? name + (name.startsWith("--") ? "=" : "+") : name;
      String description = Ansi.OFF.string(String.join(" ", option.description()));
      String action = takesValue ? value(option) : "";
      arguments.add(quoted(exclusion + form + "[" + bracketed(description) + "]" + action));
    }
  }

  private static String value(OptionSpec option) {
    String separator = option.arity().min() == 0 ? "::" : ":";
    return separator + option.paramLabel().replace(":", "\\:") + ":" + action(option);
  }

  private static String action(OptionSpec option) {
    if (option.completionCandidates() != null) {
      return "(" + String.join(" ", option.completionCandidates()) + ")";
    }
    Class<?> type = option.typeInfo().getType();
    if (type == Path.class || type == File.class) {
      return "_files";
    }
    return option.paramLabel().equals("HOST") ? "_hosts" : " ";
  }

  private static String bracketed(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
