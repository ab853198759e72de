package org.anonproxy.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual page of a command in the man macros of roff, out of the same model that parses
 * its options and prints its help.
 *
 * <p>A paragraph of the help's footer whose first line ends with a colon becomes a section; its
 * lines keep their breaks.
 */
final class ManualPage {
  private static final int MAX_LINE_CHARS = 78;

  private final CommandLine command;
  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  ManualPage(CommandLine command) {
    this.command = command;
    spec = command.getCommandSpec();
  }

  /** Returns the name of the page, such as {@code anonclient-load}. */
  String name() {
    return spec.qualifiedName("-");
  }

  /**
   * Returns the page.
   *
   * @param date of the program, as {@code 2026-11-01}
   */
  String text(String version, String date) {
    page.append(".TH ")
        .append(name().toUpperCase(Locale.ROOT))
        .append(" 1 ")
        .append(date)
        .append(" \"anonproxy ")
        .append(version)
        .append("\" \"User Commands\"\n.nh\n.ad l\n");
    section("NAME").line(name() + " - " + summary());
    section("SYNOPSIS");
    synopsis();
    section("DESCRIPTION");
    lines(spec.usageMessage().description());
    options();
    subcommands();
    exitStatus();
    environment();
    footer();
    seeAlso();
    return page.toString();
  }

  private String summary() {
    String first = plain(spec.usageMessage().description()[0]).replaceAll("\\.$", "");
    return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1);
  }

  private void synopsis() {
    String synopsis = command.getHelp().synopsis(0).strip();
    String[] words =
        synopsis.split(" ", 2 + (int) spec.qualifiedName().chars().filter(c -> c == ' ').count());
    page.append(".B ").append(escaped(spec.qualifiedName())).append('\n');
    line(words[words.length - 1]);
  }

  private void options() {
    section("OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      page.append(".TP\n.I ").append(escaped(parameter.paramLabel())).append('\n');
      describe(parameter);
    }
    for (OptionGroup group : OptionGroup.of(spec)) {
      page.append(".SS ").append(escaped(group.heading())).append('\n');
      group.options().forEach(this::option);
    }
  }

  private void option(OptionSpec option) {
    page.append(".TP\n");
    String names =
        Stream.of(option.names())
            .map(name -> "\\fB" + escaped(name) + "\\fR")
            .collect(Collectors.joining(", "));
    page.append(names).append(parameter(option)).append('\n');
    describe(option);
  }

  private static String parameter(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String label = "\\fI" + escaped(option.paramLabel()) + "\\fR";
    String list = option.splitRegex().isEmpty() ? "" : "[" + option.splitRegex() + label + "]...";
    String value = "=" + label + list;
    return option.arity().min() == 0 ? "[" + value + "]" : value;
  }

  private void subcommands() {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              page.append(".TP\n.B ").append(escaped(name)).append('\n');
              lines(subcommand.getCommandSpec().usageMessage().description());
            });
  }

  private void exitStatus() {
    if (spec.usageMessage().exitCodeList().isEmpty()) {
      return;
    }
    section("EXIT STATUS");
    spec.usageMessage()
        .exitCodeList()
        .forEach(
            (code, meaning) -> {
              page.append(".TP\n.B ").append(escaped(code)).append('\n');
              line(plain(meaning));
            });
  }

  private void environment() {
    section("ENVIRONMENT");
    line("An option that is not given is taken from its variable, and else from the file of");
    page.append("\\fB").append(escaped("--config")).append("\\fR,\n");
    line("whose lines name options without dashes: 'port = 9000'. A flag is true or false.");
    page.append(".TP\n");
    String variables =
        spec.options().stream()
            .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
            .map(option -> OptionSources.variable(spec, option.longestName().substring(2)))
            .sorted()
            .map(ManualPage::escaped)
            .collect(Collectors.joining(", "));
    page.append(".BR ").append(variables.replace(", ", " \", \" ")).append('\n');
    line("The options of the same names.");
    page.append(".TP\n.B JAVA_OPTS\n");
    line("Options for the Java runtime.");
    page.append(".TP\n.B ").append(CommandLineProgram.DEBUG_VARIABLE).append('\n');
    line("If set, errors come with their stack traces.");
  }

  private void footer() {
    boolean literal = false;
    for (String each : spec.usageMessage().footer()) {
      String text = plain(each);
      if (text.endsWith(":") && !text.startsWith(" ")) {
        literal = endLiteral(literal);
        section(text.substring(0, text.length() - 1).toUpperCase(Locale.ROOT));
      } else if (text.startsWith(" ")) {
        page.append(literal ? "" : ".nf\n");
        literal = true;
        line(text.strip());
      } else if (!text.isEmpty()) {
        literal = endLiteral(literal);
        line(text);
      }
    }
    endLiteral(literal);
  }

  private boolean endLiteral(boolean literal) {
    page.append(literal ? ".fi\n" : "");
    return false;
  }

  private void seeAlso() {
    CommandSpec root = spec.root();
    List<String> others =
        Stream.concat(
                Stream.of("anonserver", "anonclient"),
                root.subcommands().values().stream()
                    .map(each -> each.getCommandSpec().qualifiedName("-")))
            .filter(name -> !name.equals(name()))
            .distinct()
            .toList();
    section("SEE ALSO");
    page.append(
        others.stream()
            .map(name -> ".BR " + escaped(name) + " (1)")
            .collect(Collectors.joining(",\n", "", "\n")));
  }

  private ManualPage section(String heading) {
    page.append(".SH ").append(heading).append('\n');
    return this;
  }

  /** Appends the description of an option, which picocli, unlike all else, formats by itself. */
  private void describe(ArgSpec option) {
    Arrays.stream(option.description()).map(Ansi.OFF::string).forEach(this::line);
  }

  private void lines(String... lines) {
    Arrays.stream(lines).map(this::plain).forEach(this::line);
  }

  /** Appends a text in lines of a length that people and other programs can read. */
  private void line(String text) {
    int lineChars = 0;
    for (String word : escaped(text).split(" ", -1)) {
      if (lineChars > 0 && lineChars + word.length() > MAX_LINE_CHARS) {
        page.append('\n').append(word.startsWith(".") ? "\\&" : "");
        lineChars = 0;
      }
      page.append(lineChars == 0 ? "" : " ").append(word);
      lineChars += word.length() + 1;
    }
    page.append('\n');
  }

  /** Resolves the variables and the format of a text of the model. */
  private String plain(String text) {
    return Ansi.OFF.string(String.format(Locale.ROOT, text));
  }

  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }
}
